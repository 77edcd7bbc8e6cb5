import type { Bench } from './bench.ts'
import { type CellsDay, cellsGoals, cellsTable, dayOf } from './fleet/cells-day.ts'
import { dealOut } from './fleet/fleet-cells.ts'
import { catalogueMix } from './fleet/fleet-mix.ts'
import { type FleetRecord, simulateFleet } from './fleet/simulate-fleet.ts'

const FLEET = 250_000
const CELLS = [1, 2, 3, 4]

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
    return { tables: [cellsTable(days, FLEET, hours)], goals: cellsGoals(days) }
  },
}
