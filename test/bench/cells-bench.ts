import type { Bench, BenchTable, Goal } from './bench.ts'
import { dealOut, demandPerSecond } from './fleet/fleet-cells.ts'
import { expiredInQuiet, type IncidentFigures, incidentFigures } from './fleet/fleet-figures.ts'
import { catalogueMix } from './fleet/fleet-mix.ts'
import { WORLD } from './fleet/fleet-plan.ts'
import { type FleetRecord, simulateFleet } from './fleet/simulate-fleet.ts'

const FLEET = 250_000
const CELLS = [1, 2, 3, 4]

/** Above this share of its quota a cell needs longer than two hours to make an hour good. */
const ROOMY = 0.65

/** More than one account and region can carry, dealt out to several. */
export const cellsBench: Bench = {
  name: 'cells',
  about: 'a simulated day of 250,000 credentials in one cell and in several',
  run: async ({ isQuick, tell }) => {
    const hours = isQuick ? 8 : 24
    const fleet = catalogueMix(FLEET)
    const days: CellsDay[] = []
    for (const count of isQuick ? CELLS.slice(0, 3) : CELLS) {
      const records: FleetRecord[] = []
      const plans = dealOut(fleet, count, {
        days: hours / 24,
        incidents: [{ tag: 'RegionDown', at: hours / 2, hours: 1 }],
        seed: 20261121,
      })
      for (const plan of plans) {
        tell(`cell ${records.length + 1} of ${count}`)
        records.push(await simulateFleet(plan))
      }
      days.push(dayOf(records))
    }
    return { tables: [cellsTable(days, hours)], goals: goalsOf(days) }
  },
}

/** What became of a fleet in so many cells. Shape: `share` is that of its quota which a cell is asked for. */
type CellsDay = {
  readonly cells: number
  readonly demand: number
  readonly share: number
  readonly expiredInQuiet: number
  readonly outage: IncidentFigures | undefined
}

const dayOf = (records: readonly FleetRecord[]): CellsDay => {
  const demand = records.reduce((sum, { plan }) => sum + demandPerSecond(plan), 0)
  const [first] = records
  return {
    cells: records.length,
    demand,
    share: demand / records.length / (WORLD.writesPerSecond / 2),
    expiredInQuiet: records.reduce((sum, record) => sum + expiredInQuiet(record), 0),
    outage: first === undefined ? undefined : incidentFigures(first)[0],
  }
}

const cellsTable = (days: readonly CellsDay[], hours: number): BenchTable => ({
  caption: `${FLEET.toLocaleString('en-GB')} credentials, ${hours} h, the region of the first cell down for one`,
  head: [
    'cells',
    'refreshes an hour that are due, in all',
    'share of the quota of each cell',
    'access tokens that expired while nothing was wrong',
    'and in the outage',
    'all fresh again after (min)',
  ],
  rows: days.map(({ cells, demand, share, outage, ...day }) => [
    cells,
    Math.round(demand * 3600).toLocaleString('en-GB'),
    `${Math.round(share * 100)} %`,
    day.expiredInQuiet.toLocaleString('en-GB'),
    (outage?.expired ?? 0).toLocaleString('en-GB'),
    Number.isFinite(outage?.freshAgainMinutes)
      ? String(Math.round(outage?.freshAgainMinutes ?? 0))
      : 'not in that time',
  ]),
})

const goalsOf = (days: readonly CellsDay[]): readonly Goal[] => {
  const enough = days.filter(({ share }) => share <= ROOMY)
  const expired = enough.reduce((sum, day) => sum + day.expiredInQuiet, 0)
  const slowest = Math.max(...enough.map(({ outage }) => outage?.freshAgainMinutes ?? 0))
  return [
    {
      goal: `where a cell uses at most ${ROOMY * 100} % of its quota, no token expires but those of the cell that is down`,
      measured: enough.length === 0 ? 'no such number of cells' : `${expired}`,
      isMet: enough.length > 0 && expired === 0,
    },
    {
      goal: 'and an hour without its region is made good in two and a half',
      measured: `${Math.round(slowest)} min`,
      isMet: enough.length > 0 && slowest <= 150,
    },
  ]
}
