import type { SweepEnv } from '../../../lib/rotation/sweep-env.ts'
import { NOW } from '../../fixed-data.ts'
import { type LargeAccountOptions, largeAccount, type Span } from './large-account.ts'
import {
  longestUnseen,
  runSchedule,
  type Schedule,
  type SweepRun,
  wholeOnes,
} from './run-schedule.ts'
import { virtualTime } from './virtual-time.ts'

/** A case in which walks over a large account are watched. Shape: `minutes` of virtual time. */
export type WalkCase = Pick<LargeAccountOptions, 'listTokenSeconds' | 'tokenSeconds'> &
  Pick<Schedule, 'atOnce' | 'jitterSeconds' | 'killedAfterSeconds'> & {
    readonly what: string
    readonly secrets: number
    readonly listMilliseconds: Span
    readonly sweepMinutes: number
    readonly minutes: number
    /** Whether something is wrong with the sweeps or with the list. */
    readonly trouble?: true
    /** Whether sweeps start over, as if nothing were kept for them. */
    readonly startsOver?: boolean
  }

/**
 * What came of it. Shape: `walkMinutes` is the longest whole walk, from its first sweep's start, absent without one;
 * `unseenMinutes` the longest time for which any secret was not looked at; `lateSeconds` how late a refresh was at most.
 */
export type WalkRow = {
  readonly of: WalkCase
  readonly sweepsPerWalk: number
  readonly walkMinutes: number | undefined
  readonly unseenMinutes: number
  readonly neverSeen: number
  readonly listsPerWalk: number | undefined
  readonly lateSeconds: number | undefined
}

/** Lets the real sweep walk in virtual time. */
export const walkRow = async (of: WalkCase): Promise<WalkRow> => {
  const time = virtualTime(NOW)
  const account = largeAccount({ ...of, time, batchMilliseconds: [10, 20] })
  const env = of.startsOver === true ? { ...account.env, walk: FORGETFUL } : account.env
  const runs = await runSchedule({ ...account, env }, { ...of, time })
  const walks = walksIn(runs)
  const neverSeen = account.lookedAt.filter(({ length }) => length === 0).length
  const longest = Math.max(...walks.map(({ milliseconds }) => milliseconds))
  const unseen = longestUnseen(account.lookedAt, [NOW.getTime(), time.now().getTime()])
  const lastEnd = walks.at(-1)?.endedAt
  const lists = account.listedAt.filter((at) => lastEnd !== undefined && at <= lastEnd).length
  return {
    of,
    sweepsPerWalk: Math.max(0, ...walks.map(({ sweeps }) => sweeps)),
    walkMinutes: walks.length === 0 ? undefined : inMinutes(longest),
    unseenMinutes: inMinutes(unseen),
    neverSeen: neverSeen * 100,
    listsPerWalk: lastEnd === undefined ? undefined : Math.round(lists / walks.length),
    lateSeconds: of.tokenSeconds === undefined ? undefined : account.latestSeconds(),
  }
}

/** The whole walks, each from the start of the first sweep after the one before. */
const walksIn = (runs: readonly SweepRun[]) => {
  let after = Number.NEGATIVE_INFINITY
  return wholeOnes(runs)
    .toSorted((a, b) => a.endedAt.getTime() - b.endedAt.getTime())
    .flatMap(({ endedAt }) => {
      const mine = runs.filter(
        ({ startedAt }) => startedAt.getTime() > after && startedAt < endedAt,
      )
      const [first] = mine
      if (first === undefined) return []
      after = endedAt.getTime()
      return [
        { sweeps: mine.length, milliseconds: after - first.startedAt.getTime(), endedAt: after },
      ]
    })
}

const inMinutes = (milliseconds: number): number => Math.round(milliseconds / 6000) / 10

const FORGETFUL: SweepEnv['walk'] = {
  read: () => Promise.resolve({ _tag: 'Right', right: { revision: undefined, walk: undefined } }),
  save: () => () => Promise.resolve({ _tag: 'Right', right: 'kept by nobody' }),
}
