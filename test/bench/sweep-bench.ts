import type { Bench, BenchTable, Goal } from './bench.ts'
import { measureSweep, type SweepMeasurement } from './sweep/measure-sweep.ts'
import { quickWalkCases, walkCases } from './sweep/walk-cases.ts'
import { walkGoals } from './sweep/walk-goals.ts'
import { type WalkRow, walkRow } from './sweep/walk-row.ts'

const SIZES = [1000, 10_000, 100_000, 500_000]
const QUICK_SIZES = [1000, 10_000]

/** What a sweep costs by the size of the account, and how sweeps share a walk that is too long for one. */
export const sweepBench: Bench = {
  name: 'sweep',
  about: 'the bundle over 1,000 to 500,000 secrets, and walks of several sweeps in virtual time',
  run: async ({ dist, tell, isQuick }) => {
    const measured: SweepMeasurement[] = []
    for (const secrets of isQuick ? QUICK_SIZES : SIZES) {
      tell(`sweeping ${secrets} secrets`)
      measured.push(await measureSweep(dist, secrets))
    }
    const rows: WalkRow[] = []
    for (const walkCase of isQuick ? quickWalkCases : walkCases) {
      tell(`${walkCase.secrets} secrets: ${walkCase.what}`)
      rows.push(await walkRow(walkCase))
    }
    return {
      tables: [callsTable(measured), walksTable(rows)],
      goals: [...callGoals(measured), memoryGoal(measured), ...walkGoals(rows)],
    }
  },
}

const OF_ITEMS = 'BatchGetItem'
const KNOWN = [
  'ListSecrets',
  OF_ITEMS,
  'BatchGetItem, other',
  'GetItem',
  'PutItem',
  'GetQueueAttributes',
  'SendMessageBatch',
]

const callsTable = (measured: readonly SweepMeasurement[]): BenchTable => ({
  caption: 'One sweep of the bundle, on loopback; one secret of a hundred is due',
  head: [
    'secrets',
    'ListSecrets',
    'BatchGetItem of secrets',
    'BatchGetItem of providers',
    "the walk's item, read and written",
    'SendMessageBatch',
    'values read',
    'wall (s)',
    'peak (MB)',
  ],
  rows: measured.map(({ secrets, calls, seconds, peak }) => {
    const count = (name: string) => calls.get(name) ?? 0
    return [
      secrets,
      count('ListSecrets'),
      count(OF_ITEMS),
      count('BatchGetItem, other'),
      count('GetItem') + count('PutItem'),
      count('SendMessageBatch'),
      othersOf(calls),
      seconds,
      peak ?? 'not known here',
    ]
  }),
})

/** Every other operation is refused by the made-up account; reading a value is one of them. */
const othersOf = (calls: ReadonlyMap<string, number>): number =>
  [...calls].reduce((sum, [name, times]) => (KNOWN.includes(name) ? sum : sum + times), 0)

const walksTable = (rows: readonly WalkRow[]): BenchTable => ({
  caption: 'Walks in virtual time, by the code of the sweep; BatchGetItem answers in 10 to 20 ms',
  head: [
    'what befalls them',
    'secrets',
    'ListSecrets answers in (ms)',
    'minutes between sweeps',
    'sweeps in a walk',
    'longest whole walk (min)',
    'longest between two looks (min)',
    'never looked at',
    'calls of ListSecrets per walk',
    'latest refresh (s after due)',
  ],
  rows: rows.map(({ of, ...row }) => [
    of.what,
    of.secrets,
    of.listMilliseconds.join(' to '),
    of.sweepMinutes,
    row.sweepsPerWalk,
    row.walkMinutes ?? 'none was whole',
    row.unseenMinutes,
    row.neverSeen,
    row.listsPerWalk ?? '',
    row.lateSeconds ?? '',
  ]),
})

const callGoals = (measured: readonly SweepMeasurement[]): readonly Goal[] => {
  const off = measured.filter(({ secrets, calls }) =>
    ['ListSecrets', OF_ITEMS].some((name) => calls.get(name) !== Math.ceil(secrets / 100)),
  )
  const read = measured.reduce((sum, { calls }) => sum + othersOf(calls), 0)
  return [
    {
      goal: 'one ListSecrets and one BatchGetItem for each hundred secrets',
      measured: off.length === 0 ? 'at every size' : `not at ${off.map(({ secrets }) => secrets)}`,
      isMet: off.length === 0,
    },
    { goal: 'no value read', measured: String(read), isMet: read === 0 },
  ]
}

/** From 10,000 secrets on, or what is nearest to that in a quick run. */
const memoryGoal = (measured: readonly SweepMeasurement[]): Goal => {
  const last = measured.at(-1)
  const small = measured.find(({ secrets }) => secrets === 10_000 && last?.secrets !== 10_000)
  const first = small ?? measured[0]
  if (first?.peak === undefined || last?.peak === undefined)
    return { goal: 'memory constant within 10 %', measured: 'not known here', isMet: false }
  return {
    goal: `memory constant within 10 % from ${first.secrets} to ${last.secrets} secrets`,
    measured: `${first.peak} MB, ${last.peak} MB`,
    isMet: Math.abs(last.peak / first.peak - 1) <= 0.1,
  }
}
