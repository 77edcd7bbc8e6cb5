import type { WalkCase } from './walk-row.ts'

const LARGE = {
  what: 'all is well',
  secrets: 500_000,
  listMilliseconds: [100, 200],
  sweepMinutes: 5,
  minutes: 45,
} as const

/** The walk over the largest account as the stack is deployed. */
export const SEVERAL_SWEEPS = 'all is well; tokens live 8 h'

const SLOW = { ...LARGE, listMilliseconds: [200, 400], minutes: 90 } as const

/** The walks that are watched, by what befalls them; the list answers in 100 to 200 ms unless it is slow. */
export const walkCases: readonly WalkCase[] = [
  { ...LARGE, secrets: 100_000 },
  // as many refreshes as fit under the quota of writes
  { ...LARGE, what: SEVERAL_SWEEPS, minutes: 75, tokenSeconds: 28_800 },
  { ...LARGE, what: 'a sweep every minute', sweepMinutes: 1 },
  { ...LARGE, what: 'a sweep every 15 minutes', sweepMinutes: 15 },
  { ...LARGE, what: 'sweeps begin up to a minute late', jitterSeconds: (n) => (n * 37) % 60 },
  { ...LARGE, what: 'two sweeps at a time', atOnce: 2 },
  {
    ...LARGE,
    what: 'every second sweep is killed half-way',
    trouble: true,
    minutes: 60,
    killedAfterSeconds: (n) => (n % 2 === 1 ? 150 : undefined),
  },
  {
    ...LARGE,
    what: "every fifth does not start; the list's tokens die after 200 s",
    trouble: true,
    minutes: 90,
    listTokenSeconds: 200,
    killedAfterSeconds: (n) => (n % 5 === 4 ? 0 : undefined),
  },
  { ...SLOW, what: 'the list is slow', trouble: true },
  { ...SLOW, what: 'the same if each sweep started over', sweepMinutes: 15, startsOver: true },
]

/** The same walks over an account of a tenth, whose list and whose life are ten times as slow. */
export const quickWalkCases: readonly WalkCase[] = walkCases.map((walkCase) => ({
  ...walkCase,
  secrets: walkCase.secrets / 10,
  listMilliseconds: [walkCase.listMilliseconds[0] * 10, walkCase.listMilliseconds[1] * 10],
}))
