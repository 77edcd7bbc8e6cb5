import { circuitBreaker } from '../../../lib/rotation/circuit-breaker.ts'
import { outlastedOutage } from '../../../lib/rotation/due.ts'
import { providerStates } from '../../../lib/rotation/provider-states.ts'
import { earliestRefresh, retryAt } from '../../../lib/rotation/schedule.ts'
import type { fakeProviderTable } from '../../fakes.ts'
import { type Chance, logNormal } from './chance.ts'
import { type FleetBooks, noteLateness } from './fleet-books.ts'
import { type FleetPlan, WORLD } from './fleet-plan.ts'
import { type FleetState, INTENT } from './fleet-state.ts'
import { closeRefresh, type Run } from './rotate-run.ts'
import type { WriteBudget } from './write-budget.ts'

/**
 * What containers of Rotate meet. Shape: times in milliseconds; `isDown` says whether a provider fails then, `isQuiet`
 * whether nothing at all is wrong.
 */
export type RotateWorld = {
  readonly plan: FleetPlan
  readonly state: FleetState
  readonly books: FleetBooks
  readonly budget: WriteBudget
  readonly table: ReturnType<typeof fakeProviderTable>
  readonly chance: Chance
  readonly now: () => number
  readonly isDown: (provider: string, time: number) => boolean
  readonly isQuiet: (time: number) => boolean
}

/** One container of Rotate: what it begins with a message, and what comes of it. */
export type Container = {
  readonly begin: (credential: number) => Promise<Run> | Run
  readonly end: (run: Run) => Promise<unknown> | undefined
}

/**
 * Starts a container.
 *
 * What is due, dates, backoff and the breaker are the program's own rules; requests and writes are only times here. A
 * provider of which the table knows nothing was never in trouble: its breaker says nothing, and is not asked.
 */
export const rotateContainer = (world: RotateWorld): Container => {
  const { state, books, table, chance } = world
  const clock = () => new Date(world.now())
  const breaker = circuitBreaker(table.port, providerStates(table.port, clock), clock)
  let coldStartMs: number = WORLD.coldStartMs

  /** What backs off from an outage is due as soon as its provider is back. */
  const dueInTrouble = async (credential: number): Promise<number> => {
    const planned = dueOf(state, credential)
    if (planned <= world.now() || state.outageAt[credential] === 0) return planned
    const recoveredAt = await breaker.recoveredAt(state.providerOf(credential))()
    return outlastedOutage(state.itemOf(credential), recoveredAt) ? world.now() : planned
  }

  const beginInTrouble = async (credential: number, startedAt: number): Promise<Run> => {
    if ((await dueInTrouble(credential)) > startedAt) return look(world, credential, startedAt)
    const until = await breaker.closedUntil(state.providerOf(credential))()
    if (until === undefined) return request(world, credential, startedAt)
    books.turnedAway += 1
    state.nextAt[credential] = until.getTime() + 60_000 * chance()
    return look(world, credential, startedAt)
  }

  return {
    begin: (credential) => {
      const startedAt = world.now() + coldStartMs
      coldStartMs = 0
      const isLeased = (state.leasedUntil[credential] ?? 0) > world.now()
      if (isLeased || state.isLost[credential] === 1) return look(world, credential, startedAt)
      state.leasedUntil[credential] = startedAt + WORLD.leaseMs
      if (state.intent[credential] === INTENT.stored) return finish(world, credential, startedAt)
      if (table.states.has(state.providerOf(credential)))
        return beginInTrouble(credential, startedAt)
      return dueOf(state, credential) > startedAt
        ? look(world, credential, startedAt)
        : request(world, credential, startedAt)
    },

    end: (run) => {
      const { credential, does } = run
      const provider = state.providerOf(credential)
      if (does === 'look') return undefined
      if (does === 'refresh') {
        closeRefresh(world, run)
        return table.states.has(provider) ? breaker.answered(provider)() : undefined
      }
      const failures = (state.failures[credential] ?? 0) + 1
      books.failures += 1
      state.failures[credential] = failures
      state.outageAt[credential] = world.now()
      state.intent[credential] = INTENT.none
      state.nextAt[credential] = retryAt(clock(), failures, chance()).getTime()
      return breaker.outage(provider)()
    },
  }
}

/** When the ledger plans it, but not within the floor after our own last write. */
const dueOf = (state: FleetState, credential: number): number =>
  Math.max(
    earliestRefresh(new Date(state.refreshedAt[credential] ?? 0)).getTime(),
    state.nextAt[credential] ?? 0,
  )

const look = ({ books }: RotateWorld, credential: number, startedAt: number): Run => {
  books.looks += 1
  return { credential, endsAt: startedAt + 4 * WORLD.callMs, does: 'look' }
}

/** The version is there: only the promotion is left. */
const finish = (world: RotateWorld, credential: number, startedAt: number): Run => {
  const promotedAt = world.budget.reserve(startedAt + 3 * WORLD.callMs)
  const intentAt = world.state.intentAt[credential] ?? 0
  const endsAt = promotedAt + 2 * WORLD.callMs
  return { credential, endsAt, does: 'refresh', intentAt, putAt: intentAt, promotedAt }
}

const request = (world: RotateWorld, credential: number, startedAt: number): Run => {
  const { state, budget, chance } = world
  const intentAt = Math.round(startedAt + 4 * WORLD.callMs)
  if (world.isQuiet(startedAt))
    noteLateness(world.books, startedAt - (state.nextAt[credential] ?? 0))
  // an answer that was lost is asked for once more
  if (world.isDown(state.providerOf(credential), intentAt)) {
    const endsAt = intentAt + 2 * WORLD.serverErrorMs + 2 * WORLD.callMs
    return { credential, endsAt, does: 'meet an outage', intentAt }
  }
  const answerMs = Math.min(20_000, logNormal(WORLD.tokenMedianMs, WORLD.tokenSigma, chance))
  const putAt = budget.reserve(intentAt + answerMs + WORLD.callMs)
  const promotedAt = budget.reserve(putAt + WORLD.callMs)
  return {
    credential,
    endsAt: promotedAt + 2 * WORLD.callMs,
    does: 'refresh',
    intentAt,
    appliedAt: intentAt + answerMs / 2,
    putAt,
    promotedAt,
  }
}
