import type { Bench, Goal } from './bench.ts'
import { latenessAt } from './fleet/fleet-books.ts'
import { jitterChart, monthChart } from './fleet/fleet-charts.ts'
import {
  expiredInQuiet,
  type IncidentFigures,
  incidentFigures,
  peakOfLastDay,
  shareOfQuota,
} from './fleet/fleet-figures.ts'
import { catalogueMix, singleProvider } from './fleet/fleet-mix.ts'
import { monthOf } from './fleet/fleet-month.ts'
import { WORLD } from './fleet/fleet-plan.ts'
import { costTable, incidentTable, jitterTable, monthTable } from './fleet/fleet-tables.ts'
import { type FleetRecord, simulateFleet } from './fleet/simulate-fleet.ts'

const FLEET = 100_000
const QUICK_FLEET = 5000
const MARCHING_FLEET = 20_000

/** A month of a fleet in virtual time, and what the spread of the schedule is good for. */
export const fleetBench: Bench = {
  name: 'fleet',
  about: 'a simulated month of 100,000 credentials in which much goes wrong',
  run: async ({ isQuick, tell }) => {
    const month = await simulateFleet(monthOf(catalogueMix(isQuick ? QUICK_FLEET : FLEET)), (day) =>
      tell(`day ${day} of 30`),
    )
    tell('a fleet that was created at once, without the spread of the schedule and with it')
    const marching = await simulateFleet(marchingFleet(false))
    const spread = await simulateFleet(marchingFleet(true))
    const incidents = incidentFigures(month)
    return {
      tables: [
        monthTable(month),
        incidentTable(incidents),
        costTable(month),
        jitterTable(marching, spread),
      ],
      goals: goalsOf(month, incidents, spread),
      files: [monthChart(month), jitterChart(marching, spread)],
    }
  },
}

const marchingFleet = (isSpread: boolean) => ({
  ...singleProvider('google', MARCHING_FLEET),
  days: 2,
  beginning: 'at once' as const,
  isSpread,
  incidents: [],
  seed: 20261121,
})

const goalsOf = (
  month: FleetRecord,
  incidents: readonly IncidentFigures[],
  spread: FleetRecord,
): readonly Goal[] => {
  const expired = expiredInQuiet(month)
  const late = latenessAt(month.books, 0.99)
  const atCrash = incidents
    .filter(({ tag }) => tag === 'ContainersEnd')
    .reduce((sum, incident) => sum + incident.expired, 0)
  const slowestOf = (wanted: IncidentFigures['tag']): number =>
    Math.max(
      ...incidents
        .filter(({ tag }) => tag === wanted)
        .map(({ freshAgainMinutes }) => freshAgainMinutes),
    )
  const slowestRegion = Math.max(
    ...incidents
      .filter(({ tag }) => tag === 'RegionDown')
      .map(({ freshAgainMinutes, hours }) => freshAgainMinutes / (60 * hours)),
  )
  const share = shareOfQuota(month)
  const peak = peakOfLastDay(spread)
  return [
    {
      goal: 'no access token expires while nothing is wrong, deployments included',
      measured: `${expired}`,
      isMet: expired === 0,
    },
    {
      goal: 'none expires when all containers end at once',
      measured: `${atCrash}`,
      isMet: atCrash === 0,
    },
    {
      goal: 'while nothing is wrong 99 of 100 refreshes begin within 60 s of their date',
      measured: `${late} s`,
      isMet: late <= 60,
    },
    {
      goal: 'everything is fresh four sweeps after a provider is back',
      measured: `${Math.round(slowestOf('ProviderDown'))} min`,
      isMet: slowestOf('ProviderDown') <= 4 * WORLD.sweepMinutes,
    },
    {
      goal: `an hour without the region is made good in ${allowance(share).toFixed(1)} h, twice what the rest of the quota takes for it: what was late together is due together again`,
      measured: `${slowestRegion.toFixed(1)} h`,
      isMet: slowestRegion <= allowance(share),
    },
    {
      goal: 'a fleet that was created at once is flat after a day: its busiest minute at most half of the quota',
      measured: `${peak.toFixed(1)} writes/s`,
      isMet: peak <= WORLD.writesPerSecond / 2,
    },
  ]
}

/** Twice the hours in which the rest of the quota makes an hour good, and the time of two sweeps. */
const allowance = (share: number): number =>
  (2 * share) / (1 - share) + (2 * WORLD.sweepMinutes) / 60
