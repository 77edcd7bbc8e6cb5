import { isTooShortLived } from '../../../lib/provider/short-lived.ts'
import { type FleetBooks, noteExpired } from './fleet-books.ts'
import { BEGINNING, type FleetPlan, HOUR } from './fleet-plan.ts'
import { type FleetState, INTENT } from './fleet-state.ts'
import { causeOf } from './fleet-trouble.ts'
import type { WriteBudget } from './write-budget.ts'

/**
 * A run of Rotate on its way. Shape: times in milliseconds; those are absent at which it does nothing. `intentAt` is
 * when the refresh was begun whose result it stores.
 */
export type Run = {
  readonly credential: number
  readonly endsAt: number
  readonly does: 'look' | 'refresh' | 'meet an outage'
  readonly intentAt?: number
  readonly appliedAt?: number
  readonly putAt?: number
  readonly promotedAt?: number
}

/** Writes down a refresh that succeeded. */
export const closeRefresh = (
  { plan, state, books }: { plan: FleetPlan; state: FleetState; books: FleetBooks },
  { credential, intentAt = 0, promotedAt = 0 }: Run,
): void => {
  const expiresAt = state.expiresAt[credential] ?? 0
  const lifetime = state.lifetimeMsOf(credential)
  if (promotedAt > expiresAt && !isTooShortLived(lifetime / 1000)) {
    const cause = causeOf(
      plan.incidents,
      state.providerOf(credential),
      (expiresAt - BEGINNING) / HOUR,
    )
    noteExpired(books, cause, { minutes: (promotedAt - expiresAt) / 60_000, isReplaced: true })
  }
  const nextAt = intentAt + state.distanceOf(credential)
  const minute = Math.floor((nextAt - BEGINNING) / 60_000)
  if (minute < books.plannedPerMinute.length)
    books.plannedPerMinute[minute] = (books.plannedPerMinute[minute] ?? 0) + 1
  books.refreshes += 1
  state.refreshedAt[credential] = intentAt
  state.expiresAt[credential] = intentAt + lifetime
  state.nextAt[credential] = nextAt
  state.failures[credential] = 0
  state.outageAt[credential] = 0
  state.intent[credential] = INTENT.none
}

/**
 * What a run leaves behind that is cut off at a moment.
 *
 * From the provider's work on until the store of its answer the new refresh token is nowhere but in the run. The old one
 * may be spent then, where the provider replaces it and the catalogue knows no time in which it still answers.
 */
export const cutRun = (
  {
    plan,
    state,
    books,
    budget,
  }: { plan: FleetPlan; state: FleetState; books: FleetBooks; budget: WriteBudget },
  { credential, intentAt, appliedAt, putAt, promotedAt }: Run,
  { now, cause }: { readonly now: number; readonly cause: string },
): void => {
  const cuts = books.cuts.get(cause) ?? { runs: 0, inWindow: 0, lost: 0, lostExpired: 0 }
  books.cuts.set(cause, cuts)
  cuts.runs += 1
  for (const write of [putAt, promotedAt])
    if (write !== undefined && write > now) budget.release(write)
  if (intentAt === undefined || intentAt > now) return
  state.intentAt[credential] = intentAt
  state.intent[credential] = putAt !== undefined && putAt <= now ? INTENT.stored : INTENT.open
  const isInWindow = appliedAt !== undefined && appliedAt <= now && (putAt ?? 0) > now
  if (!isInWindow) return
  cuts.inWindow += 1
  const definition = plan.definitions[plan.members[credential] ?? 0]
  if (definition?.grant !== 'refresh_token' || definition.rotatesRefreshToken === false) return
  if ((definition.reuseGraceSeconds ?? 0) >= GRACE_SECONDS) return
  cuts.lost += 1
  state.isLost[credential] = 1
  books.lostGrants.set(credential, cause)
}

/** The next run comes when the lease is over and a sweep has seen it. */
const GRACE_SECONDS = 600
