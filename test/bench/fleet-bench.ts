import type { Bench } from './bench.ts'
import { jitterChart, monthChart } from './fleet/fleet-charts.ts'
import { incidentFigures } from './fleet/fleet-figures.ts'
import { fleetGoals } from './fleet/fleet-goals.ts'
import { catalogueMix, singleProvider } from './fleet/fleet-mix.ts'
import { monthOf } from './fleet/fleet-month.ts'
import { costTable, incidentTable, jitterTable, monthTable } from './fleet/fleet-tables.ts'
import { simulateFleet } from './fleet/simulate-fleet.ts'

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
      goals: fleetGoals(month, incidents, spread),
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
