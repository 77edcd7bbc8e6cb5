import { refreshCosts, USUAL_REFRESH } from '../../lib/aws/refresh-cost.ts'
import type { Bench, Goal } from './bench.ts'
import {
  cadenceTable,
  carried,
  fleetTable,
  memoryTable,
  money,
  NO_EXTRAS,
  refreshTable,
  sumOfAll,
} from './cost/cost-tables.ts'
import { measureMemory } from './cost/measure-memory.ts'
import { measureWork, type WorkMeasurement } from './cost/measure-work.ts'
import { measuredRefresh, timeOf } from './cost/measured-refresh.ts'
import { memoryFitGoal, memoryFitTable } from './cost/memory-fit.ts'
import type { RefreshTime } from './cost/memory-sizes.ts'
import { WORLD } from './fleet/fleet-plan.ts'

const MEGABYTES = USUAL_REFRESH.functionMegabytes
const MEMORY_SIZES = [128, 192, 256, 512]

/** What refreshes and fleets cost, from calls that were counted and list prices. */
export const costBench: Bench = {
  name: 'cost',
  about: 'calls of the built functions in an embedded account, at list prices',
  run: async ({ dist, isQuick, tell }) => {
    const work = await measureWork(
      isQuick
        ? { credentials: 20, rounds: 5, fillRounds: 5 }
        : { credentials: 100, rounds: 10, fillRounds: 85 },
      tell,
    )
    const memory = await measureMemory(
      dist,
      isQuick
        ? { sizes: MEMORY_SIZES, usual: 100, worst: 10 }
        : { sizes: MEMORY_SIZES, usual: 1000, worst: 100 },
      tell,
    )
    const time = timeOf(work)
    const measured = refreshCosts(measuredRefresh(work, time), NO_EXTRAS)
    return {
      tables: [
        refreshTable(work, measured),
        memoryFitTable(memory),
        memoryTable(time),
        cadenceTable(),
        fleetTable(time),
      ],
      goals: [
        ...goalsOf(work, sumOfAll(measured)),
        memoryFitGoal(memory, MEGABYTES),
        speedGoal(time),
      ],
    }
  },
}

const goalsOf = (work: WorkMeasurement, million: number): readonly Goal[] => {
  const usual = sumOfAll(refreshCosts(USUAL_REFRESH, NO_EXTRAS))
  return [
    {
      goal: 'a refresh costs no more than the command `cost` says, and not less than three quarters of it',
      measured: `${money(million)} of ${money(usual)} per million`,
      isMet: million <= usual && million >= 0.75 * usual,
    },
    {
      goal: 'a page of a sweep with nothing due is one ListSecrets and two BatchGetItem',
      measured: `${work.perPage.ListSecrets ?? 0} and ${work.perPage.BatchGetItem ?? 0}`,
      isMet: work.perPage.ListSecrets === 1 && work.perPage.BatchGetItem === 2,
    },
  ]
}

const speedGoal = (time: RefreshTime): Goal => ({
  goal: 'with that memory 20 at a time carry what the quota allows, by the computed time',
  measured: `${carried(MEGABYTES, time).toFixed(0)} refreshes/s of ${WORLD.writesPerSecond / 2}`,
  isMet: carried(MEGABYTES, time) >= WORLD.writesPerSecond / 2,
})
