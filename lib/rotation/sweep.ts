import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { probesOf } from './probes.ts'
import type { AwsFailure } from './rotation-error.ts'
import type { SweepEnv } from './sweep-env.ts'
import { begin, type Progress, withProbes } from './sweep-progress.ts'
import type { SweepReport, Swept } from './swept.ts'
import { isLate, type KeptWalk, minutesToNextLook, type Walk, walkToGoOnFrom } from './walk.ts'
import { walkKeeper } from './walk-keeper.ts'
import { type Pace, walkOn } from './walk-on.ts'

/**
 * What came of a sweep.
 *
 * Shape: `report` counts since the walk began. `whole` is what the last whole walk saw, this one's if the sweep ended
 * it; `undefined`: there was none yet, or none for so long that it says nothing, which `isLate` tells.
 */
export type SweepEnd = {
  readonly report: SweepReport
  readonly isWhole: boolean
  readonly whole: Swept | undefined
  readonly isLate: boolean
}

/**
 * Walks over the credentials of the account, counts how they stand, and sends what falls due before they are looked at
 * again, as long as the queue can be drained by then. A walk that takes longer than the time until the next sweep is gone
 * on with by that one.
 *
 * Effect: sends messages; a message too many is harmless. Two sweeps at once are harmless too: they go on from the
 * same place, and neither writes over what the other has finished.
 * Errors: the failure of the first call that AWS refused; what was sent before stays sent, and the next sweep goes on
 * with the page that failed. Providers whose state cannot be read count as up: Rotate asks again.
 */
export const sweep =
  (env: SweepEnv): TE.TaskEither<AwsFailure, SweepEnd> =>
  async () => {
    const startedAt = env.now()
    const [depth, kept] = await Promise.all([env.queueDepth(), env.walk.read()])
    if (E.isLeft(depth)) return depth
    if (E.isLeft(kept)) return kept
    const walk = walkToGoOnFrom(kept.right, startedAt)
    const pace = paceOf(env, walk)
    const room = Math.max(0, DRAIN_PER_SECOND * 60 * pace.lookMinutes - depth.right)
    return sweepFrom(env, { kept: kept.right, walk, pace })(begin(room, walk, startedAt))()
  }

/** 50 writes a second make 25 refreshes a second; more in the queue would only wait there. */
const DRAIN_PER_SECOND = 25

/** The last page is asked for this long before the next sweep begins, or Lambda's time is over. */
const SECONDS_LEFT_TO_NEXT_SWEEP = 10
const SECONDS_LEFT_TO_LIVE = 20

type Start = {
  readonly kept: KeptWalk
  readonly walk: Walk | undefined
  readonly pace: Pace
}

const paceOf = (
  { sweepMinutes, secondsLeft, deadline }: SweepEnv,
  walk: Walk | undefined,
): Pace => {
  const sweeps = { last: walk?.sweeps ?? 1, now: (walk?.place?.sweeps ?? 0) + 1 }
  return {
    stopAt: deadline(
      Math.min(sweepMinutes * 60 - SECONDS_LEFT_TO_NEXT_SWEEP, secondsLeft - SECONDS_LEFT_TO_LIVE),
    ),
    lookMinutes: minutesToNextLook(sweeps, sweepMinutes),
  }
}

const sweepFrom =
  (env: SweepEnv, { kept, walk, pace }: Start) =>
  (begun: Progress): TE.TaskEither<AwsFailure, SweepEnd> =>
  async () => {
    const keeper = walkKeeper(env, kept, walk)
    const { progress, failure, isOvertaken } = await walkOn(env, pace, keeper.leave, begun)
    if (failure !== undefined) {
      if (progress.pages > 0) await keeper.leave(progress.place)()
      return E.left(failure)
    }
    return pipe(
      sendProbes(env, pace)(progress),
      TE.tap(({ place, isWhole }): TE.TaskEither<AwsFailure, unknown> => {
        if (isOvertaken) return TE.right(undefined)
        return isWhole ? keeper.finish(place) : keeper.leave(place)
      }),
      TE.map(({ place, isWhole }) => endOf(env, keeper.whole(), { place, isWhole })),
    )()
  }

/** Sends the probes, also to a queue that is full: they are few, and what waits for their answer is not. */
const sendProbes =
  (env: SweepEnv, { lookMinutes }: Pace) =>
  (progress: Progress): TE.TaskEither<AwsFailure, Progress> => {
    const { candidates, states } = progress
    const probes = probesOf(candidates, states, { lookMinutes, now: env.now() })
    return pipe(
      probes.length === 0 ? TE.right(0) : env.send(probes),
      TE.map((sent) => withProbes(progress, sent)),
    )
  }

const endOf = (
  env: SweepEnv,
  last: Swept | undefined,
  { place, isWhole }: Pick<Progress, 'place' | 'isWhole'>,
): SweepEnd => {
  const { report } = place.swept
  if (isWhole) return { report, isWhole, whole: place.swept, isLate: false }
  const { providersUnavailable } = report
  return isLate(place, env.now())
    ? { report, isWhole, whole: undefined, isLate: true }
    : {
        report,
        isWhole,
        whole: last && { ...last, report: { ...last.report, providersUnavailable } },
        isLate: false,
      }
}
