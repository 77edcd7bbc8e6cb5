import * as E from 'fp-ts/Either'
import type * as TE from 'fp-ts/TaskEither'
import { later } from '../../../lib/rotation/schedule.ts'
import { type SweepEnd, sweep } from '../../../lib/rotation/sweep.ts'
import type { SweepEnv } from '../../../lib/rotation/sweep-env.ts'
import type { largeAccount } from './large-account.ts'
import type { VirtualTime } from './virtual-time.ts'

/** When sweeps begin and what befalls them. Shape: the functions take the number of the sweep, from 0. */
export type Schedule = {
  readonly time: VirtualTime
  readonly minutes: number
  /** How many begin at a time, almost; absent: one. */
  readonly atOnce?: number
  /** How much earlier or later than planned one begins. */
  readonly jitterSeconds?: (sweep: number) => number
  /** After which time one is killed; absent, or beyond it: Lambda's own limit, 900 s. */
  readonly killedAfterSeconds?: (sweep: number) => number | undefined
}

/** A sweep as it went. Shape: `end` is absent where it was killed. */
export type SweepRun = {
  readonly startedAt: Date
  readonly endedAt: Date
  readonly end: E.Either<unknown, SweepEnd> | undefined
}

/** Lets the real sweep run on an account, as its schedule starts it, for so many minutes of virtual time. */
export const runSchedule = async (
  account: ReturnType<typeof largeAccount>,
  { time, minutes, atOnce = 1, jitterSeconds = () => 0, killedAfterSeconds = () => 900 }: Schedule,
): Promise<readonly SweepRun[]> => {
  const began = time.now()
  const every = account.env.sweepMinutes * 60
  const planned = Array.from({ length: Math.ceil((minutes * 60) / every) }, (_, sweep) => ({
    sweep,
    at: later(began, Math.max(0, sweep * every + jitterSeconds(sweep))),
  }))
  const runOne = async (number: number): Promise<SweepRun> => {
    const startedAt = time.now()
    const lives = Math.min(900, killedAfterSeconds(number) ?? 900)
    const env = mortal({ ...account.env, secondsLeft: 900 }, later(startedAt, lives))
    const end = await Promise.race([sweep(env)(), time.wait(lives * 1000)])
    return { startedAt, endedAt: time.now(), end: end ?? undefined }
  }
  const runAll = async (): Promise<readonly SweepRun[]> => {
    const runs: Promise<SweepRun>[] = []
    for (const { sweep: number, at } of planned) {
      await time.wait(Math.max(0, at.getTime() - time.now().getTime()))
      for (let n = 0; n < atOnce; n++) {
        runs.push(runOne(number))
        await time.wait(MILLISECONDS_APART)
      }
    }
    return Promise.all(runs)
  }
  return time.run(runAll())
}

const MILLISECONDS_APART = 400

/** The world of a function that is killed at a moment: nothing it does after that happens, and nothing answers it. */
const mortal = (env: SweepEnv, diesAt: Date): SweepEnv => {
  const unlessDead =
    <Err, A>(task: TE.TaskEither<Err, A>): TE.TaskEither<Err, A> =>
    async () => {
      if (env.now() >= diesAt) return NEVER
      const answer = await task()
      return env.now() >= diesAt ? NEVER : answer
    }
  return {
    ...env,
    list: (next) => unlessDead(env.list(next)),
    items: (arns) => unlessDead(env.items(arns)),
    send: (due) => unlessDead(env.send(due)),
    walk: {
      read: unlessDead(env.walk.read),
      save: (walk, revision) => unlessDead(env.walk.save(walk, revision)),
    },
  }
}

const NEVER = new Promise<never>(() => undefined)

/** The sweeps that ended a walk. */
export const wholeOnes = (runs: readonly SweepRun[]): readonly SweepRun[] =>
  runs.filter(({ end }) => end !== undefined && E.isRight(end) && end.right.isWhole)

/** The longest time for which a page was not looked at, in milliseconds, from the first moment to the last. */
export const longestUnseen = (
  lookedAt: readonly (readonly number[])[],
  [from, to]: readonly [number, number],
): number =>
  lookedAt.reduce((longest, looks) => {
    const moments = [from, ...looks, to]
    return moments.reduce((most, at, i) => Math.max(most, at - (moments[i - 1] ?? at)), longest)
  }, 0)
