import { GROUPS, type Group, type Mishap } from './mishap.ts'

/** A run of a plan; its number and the plan's seed are all that is needed to have it again. */
export type PlannedRun = { readonly number: number; readonly mishap: Mishap }

/** How many runs a group gets in the long form; its mishaps take turns. */
const RUNS: Readonly<Record<Group, number>> = {
  crashes: 1870,
  'lost and delayed replies': 1050,
  'refused calls': 250,
  'stale reads': 100,
  duplicates: 105,
  'edits by hand': 640,
  'lost ledger': 150,
  'native rotation': 175,
  'writes refused for good': 150,
  'beyond what can be had': 20,
}

/** A slow mishap takes its turn only so often. */
const SLOW_TURNS = 5

/** Every mishap once. */
export const shortPlan = (mishaps: readonly Mishap[]): readonly PlannedRun[] => numbered(mishaps)

/** Every mishap many times, the groups mixed, so that an end before time tells of all of them. */
export const longPlan = (mishaps: readonly Mishap[]): readonly PlannedRun[] =>
  numbered(
    GROUPS.flatMap((group) => {
      const inGroup = turns(mishaps.filter((mishap) => mishap.group === group))
      return Array.from({ length: inGroup.length === 0 ? 0 : RUNS[group] }, (_, i) => ({
        at: i / RUNS[group],
        mishap: inGroup[i % inGroup.length],
      }))
    })
      .toSorted((a, b) => a.at - b.at)
      .flatMap(({ mishap }) => mishap ?? []),
  )

const turns = (mishaps: readonly Mishap[]): readonly Mishap[] =>
  Array.from({ length: SLOW_TURNS }, (_, turn) =>
    mishaps.filter(({ isSlow }) => isSlow !== true || turn === 0),
  ).flat()

const numbered = (mishaps: readonly Mishap[]): readonly PlannedRun[] =>
  mishaps.map((mishap, i) => ({ number: i + 1, mishap }))
