import { cpus } from 'node:os'
import { REFRESHES_AT_A_TIME } from '../../infra/rotate-function.ts'
import type { Bench, BenchOptions, BenchTable, Goal } from './bench.ts'
import { type FleetFigures, fleetFigures } from './throughput/fleet-figures.ts'
import { type FleetMeasurement, runFleet } from './throughput/run-fleet.ts'

/** Milliseconds; AWS tells none for its own calls, so these are an assumption. */
const TOKEN_ENDPOINT = [20, 500] as const
const CALLS_TO_AWS = [10, 60] as const

/** Every write that the quota allows, and what busy neighbours in the account may leave of it. */
const ALL_WRITES = 50
const FEW_WRITES = 20

/** At least so much of what the quota allows. */
const GOAL = 0.95

/**
 * A fleet that falls due in one moment, refreshed under the quotas of AWS: by the functions as they are shipped, as
 * many at a time as the stack allows, with a certified authorization server that revokes a grant when one of its
 * refresh tokens comes twice.
 */
export const throughputBench: Bench = {
  name: 'throughput',
  about: '5,000 credentials due at once, refreshed under the quotas of AWS',
  run: async (options) => {
    const size = options.isQuick ? { alone: 400, among: 100 } : { alone: 5000, among: 1000 }
    const alone = await measured(options, size.alone, ALL_WRITES)
    const among = await measured(options, size.among, FEW_WRITES)
    return {
      tables: [workTable([alone, among])],
      goals: [rateGoal(alone, options.isQuick), ...safetyGoals([alone, among])],
    }
  },
}

type Measured = { readonly measurement: FleetMeasurement; readonly figures: FleetFigures }

const measured = async (
  { dist, tell }: BenchOptions,
  size: number,
  writesPerSecond: number,
): Promise<Measured> => {
  tell(`${writesPerSecond} writes a second`)
  const measurement = await runFleet({
    size,
    writesPerSecond,
    concurrency: REFRESHES_AT_A_TIME,
    endpoint: TOKEN_ENDPOINT,
    calls: CALLS_TO_AWS,
    dist,
    tell,
  })
  for (const trouble of new Set(measurement.trouble)) tell(`not as it should be: ${trouble}`)
  return { measurement, figures: fleetFigures(measurement) }
}

const workTable = (runs: readonly Measured[]): BenchTable => ({
  caption: `${REFRESHES_AT_A_TIME} refreshes at a time; token endpoints answer in ${TOKEN_ENDPOINT.join(' to ')} ms, AWS in ${CALLS_TO_AWS.join(' to ')} ms and what the embedded account takes`,
  head: ['', ...runs.map(({ measurement: { run } }) => `${run.writesPerSecond} writes/s`)],
  rows: ROWS.map(([what, of]) => [what, ...runs.map(of)]),
})

const ROWS: readonly (readonly [what: string, of: (run: Measured) => string | number])[] = [
  ['credentials due at once', ({ measurement }) => measurement.fleet.length],
  ['refreshed', ({ figures }) => figures.refreshed],
  ['from the first write to the last refresh (s)', ({ figures }) => rounded(figures.seconds)],
  ['the quota allows (refreshes/s)', ({ figures }) => figures.ceiling],
  ['sustained, start and end included (refreshes/s)', ({ figures }) => rounded(figures.sustained)],
  ['in the middle four fifths (refreshes/s)', ({ figures }) => rounded(figures.middle)],
  ['writes answered with ThrottlingException', ({ figures }) => percent(figures.throttledShare)],
  ['runs that ended without a refresh', ({ measurement }) => measurement.trouble.length],
  ['token requests', ({ measurement }) => measurement.seen.exchanges().answered],
  ['token requests that were refused', ({ measurement }) => measurement.seen.exchanges().refused],
  ['from answer to durable token: median (s)', ({ figures }) => rounded(figures.windows.median)],
  ['99 % within (s)', ({ figures }) => rounded(figures.windows.p99)],
  ['longest (s)', ({ figures }) => rounded(figures.windows.longest)],
  [
    'least time that an access token had left (s)',
    ({ figures }) => rounded(figures.nearestToExpiry),
  ],
  ['cores in use, of the whole machine', ({ measurement }) => rounded(measurement.coresInUse)],
]

/** In a quick run, the start and the end weigh more than they do in a fleet. */
const rateGoal = ({ measurement, figures }: Measured, isQuick: boolean): Goal => {
  const { ceiling, sustained, middle } = figures
  const rate = isQuick ? middle : sustained
  const isMachineTheLimit = measurement.coresInUse > 0.95 * cpus().length
  return {
    goal: `at least ${percent(GOAL)} of ${ceiling} refreshes a second${isQuick ? ' in the middle' : ', sustained'}`,
    measured: `${rounded(rate)} a second, ${percent(rate / ceiling)}${isMachineTheLimit ? '; every core was in use' : ''}`,
    isMet: rate >= GOAL * ceiling,
  }
}

const safetyGoals = (runs: readonly Measured[]): readonly Goal[] => {
  const sum = (count: (run: Measured) => number) => runs.reduce((s, run) => s + count(run), 0)
  const all = sum(({ measurement }) => measurement.fleet.length)
  const refreshed = sum(({ figures }) => figures.refreshed)
  const expired = sum(({ figures }) => figures.expired)
  const lost = sum(({ measurement }) => measurement.lost)
  const asked = sum(({ measurement }) => measurement.seen.exchanges().answered)
  const refused = sum(({ measurement }) => measurement.seen.exchanges().refused)
  const dead = sum(({ measurement }) => measurement.deadLetters)
  return [
    {
      goal: 'no credential expired',
      measured: `${refreshed} of ${all} refreshed, ${expired} too late`,
      isMet: expired === 0 && refreshed === all,
    },
    {
      goal: 'no grant lost, by the books of the authorization server',
      measured: `${lost} of ${all}`,
      isMet: lost === 0,
    },
    {
      goal: 'no throttled answer costs a second token request, or a message',
      measured: `${asked} requests for ${all} credentials, ${refused} refused, ${dead} dead letters`,
      isMet: asked === all && refused === 0 && dead === 0,
    },
  ]
}

const rounded = (value: number): number => Math.round(value * 100) / 100

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`
