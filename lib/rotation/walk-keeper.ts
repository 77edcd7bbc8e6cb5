import * as E from 'fp-ts/Either'
import type * as TE from 'fp-ts/TaskEither'
import type { AwsFailure } from './rotation-error.ts'
import type { SweepEnv } from './sweep-env.ts'
import type { Swept } from './swept.ts'
import { type KeptWalk, type Walk, type WalkPlace, walkToGoOnFrom } from './walk.ts'
import type { LeavePlace } from './walk-on.ts'

/**
 * Writes down for the next sweep how a walk goes on, and learns of other sweeps by it.
 *
 * Shape: `whole` is what the last whole walk saw, as far as it was written down.
 */
export type WalkKeeper = {
  readonly leave: LeavePlace
  /** Effect: writes what the next walk has to know, if anything; another sweep's word stays. */
  readonly finish: (place: WalkPlace) => TE.TaskEither<AwsFailure, unknown>
  readonly whole: () => Swept | undefined
}

/** Keeps a walk as it was read. Shape: `fresh` is what of it is not too old. */
export const walkKeeper = (
  { walk: kept, now }: Pick<SweepEnv, 'walk' | 'now'>,
  { revision: read }: KeptWalk,
  fresh: Walk | undefined,
): WalkKeeper => {
  let revision = read
  let last = fresh
  const save = async (walk: Walk) => {
    const saved = await kept.save(walk, revision)()
    if (E.isRight(saved) && saved.right !== undefined) {
      revision = saved.right
      last = walk
    }
    return saved
  }
  return {
    leave: (place) => async () => {
      const saved = await save({
        sweeps: 1,
        whole: undefined,
        ...last,
        savedAt: now(),
        begin: undefined,
        place,
      })
      if (E.isLeft(saved)) return saved
      if (saved.right !== undefined) return E.right(true)
      const others = await kept.read()
      if (E.isLeft(others)) return others
      revision = others.right.revision
      last = walkToGoOnFrom(others.right, now())
      return E.right(last?.place?.startedAt.getTime() === place.startedAt.getTime())
    },
    finish: (place) => async () => {
      const { sweeps, held, swept } = place
      const whole = sweeps > 1 ? swept : undefined
      const begin = held?.index === 0 ? undefined : held
      const walk = { savedAt: now(), sweeps, whole, begin, place: undefined }
      return saysNothing(walk) && saysNothing(last) ? E.right(undefined) : save(walk)
    },
    whole: () => last?.whole,
  }
}

/** A walk that one sweep finished, and the queue took all of it. */
const saysNothing = (walk: Walk | undefined): boolean =>
  walk === undefined || (walk.sweeps === 1 && walk.begin === undefined && walk.place === undefined)
