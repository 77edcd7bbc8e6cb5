import type { BenchTable, Goal } from '../bench.ts'
import type { Remains } from './close-books.ts'
import { demandPerSecond } from './fleet-cells.ts'
import { expiredInQuiet, type IncidentFigures, incidentFigures } from './fleet-figures.ts'
import { nothingLeft } from './fleet-goals.ts'
import { WORLD } from './fleet-plan.ts'
import type { FleetRecord } from './simulate-fleet.ts'

/** Above this share of its quota a cell needs longer than two hours to make an hour good. */
const ROOMY = 0.65

/**
 * What became of a fleet in so many cells.
 *
 * Shape: `share` is that of its quota which a cell is asked for; `outage` is of the first cell; all others are of all cells.
 */
export type CellsDay = {
  readonly cells: number
  readonly demand: number
  readonly share: number
  readonly expiredInQuiet: number
  readonly atTheEnd: Remains
  readonly outage: IncidentFigures | undefined
}

/** Adds up what happened in the cells. */
export const dayOf = (records: readonly FleetRecord[]): CellsDay => {
  const sum = (count: (record: FleetRecord) => number): number =>
    records.reduce((all, record) => all + count(record), 0)
  const demand = sum(({ plan }) => demandPerSecond(plan))
  const [first] = records
  return {
    cells: records.length,
    demand,
    share: demand / records.length / (WORLD.writesPerSecond / 2),
    expiredInQuiet: sum(expiredInQuiet),
    atTheEnd: {
      expired: sum(({ atTheEnd }) => atTheEnd.expired),
      waiting: sum(({ atTheEnd }) => atTheEnd.waiting),
      ofLostGrants: sum(({ atTheEnd }) => atTheEnd.ofLostGrants),
    },
    outage: first === undefined ? undefined : incidentFigures(first)[0],
  }
}

/** The fleet in one cell, in two, and so on. */
export const cellsTable = (
  days: readonly CellsDay[],
  credentials: number,
  hours: number,
): BenchTable => ({
  caption: `${thousands(credentials)} credentials, ${hours} h, the region of the first cell down for one`,
  head: [
    'cells',
    'refreshes an hour that are due, in all',
    'share of the quota of each cell',
    'access tokens that expired while nothing was wrong',
    'and in the outage',
    'at the end, in all cells: expired and never refreshed',
    'due for an hour',
    'expired, of lost grants',
    'all fresh again after (min)',
  ],
  rows: days.map(({ cells, demand, share, atTheEnd, outage, ...day }) => [
    cells,
    thousands(Math.round(demand * 3600)),
    `${Math.round(share * 100)} %`,
    thousands(day.expiredInQuiet),
    thousands(outage?.expired ?? 0),
    thousands(atTheEnd.expired),
    thousands(atTheEnd.waiting),
    thousands(atTheEnd.ofLostGrants),
    Number.isFinite(outage?.freshAgainMinutes)
      ? String(Math.round(outage?.freshAgainMinutes ?? 0))
      : 'not in that time',
  ]),
})

/** What must hold where the cells are enough. */
export const cellsGoals = (days: readonly CellsDay[]): readonly Goal[] => {
  const enough = days.filter(({ share }) => share <= ROOMY)
  const expired = enough.reduce((sum, day) => sum + day.expiredInQuiet, 0)
  const slowest = Math.max(...enough.map(({ outage }) => outage?.freshAgainMinutes ?? 0))
  const left = (count: keyof Remains): number =>
    enough.reduce((sum, { atTheEnd }) => sum + atTheEnd[count], 0)
  const goals = [
    {
      goal: `where a cell uses at most ${ROOMY * 100} % of its quota, no token expires but those of the cell that is down`,
      measured: `${expired}`,
      isMet: expired === 0,
    },
    nothingLeft({
      expired: left('expired'),
      waiting: left('waiting'),
      ofLostGrants: left('ofLostGrants'),
    }),
    {
      goal: 'and an hour without its region is made good in two and a half',
      measured: `${Math.round(slowest)} min`,
      isMet: slowest <= 150,
    },
  ]
  return enough.length > 0
    ? goals
    : goals.map(({ goal }) => ({ goal, measured: 'no such number of cells', isMet: false }))
}

const thousands = (count: number): string => count.toLocaleString('en-GB')
