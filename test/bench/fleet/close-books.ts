import { isTooShortLived } from '../../../lib/provider/short-lived.ts'
import { type FleetBooks, noteExpired } from './fleet-books.ts'
import { BEGINNING, type FleetPlan, HOUR } from './fleet-plan.ts'
import type { FleetState } from './fleet-state.ts'
import { causeOf } from './fleet-trouble.ts'

/**
 * What is left when the time of a plan is over.
 *
 * Shape: counts of credentials. `expired`: the access token is over, and nothing replaced it; `waiting`: due for an hour.
 * Neither has those whose grant was lost, which no refresh can help; `ofLostGrants` are the expired ones of these.
 */
export type Remains = {
  readonly expired: number
  readonly waiting: number
  readonly ofLostGrants: number
}

/**
 * Writes down what was never refreshed again, which no refresh tells of.
 *
 * Effect: notes every access token that is over at the end, by what was wrong when it ended or lost its grant. Shape:
 * `end` in milliseconds. A token that is too short-lived to be kept fresh is never counted as expired, only as waiting.
 */
export const closeBooks = (
  { plan, state, books }: { plan: FleetPlan; state: FleetState; books: FleetBooks },
  end: number,
): Remains => {
  const remains = { expired: 0, waiting: 0, ofLostGrants: 0 }
  for (let i = 0; i < plan.members.length; i++) {
    const expiresAt = state.expiresAt[i] ?? 0
    const isExpired = expiresAt <= end && !isTooShortLived(state.lifetimeMsOf(i) / 1000)
    if (state.isLost[i] === 1) {
      const cut = books.cuts.get(books.lostGrants.get(i) ?? '')
      if (isExpired && cut !== undefined) cut.lostExpired += 1
      if (isExpired) remains.ofLostGrants += 1
      continue
    }
    if ((state.nextAt[i] ?? 0) <= end - HOUR) remains.waiting += 1
    if (!isExpired) continue
    remains.expired += 1
    const cause = causeOf(plan.incidents, state.providerOf(i), (expiresAt - BEGINNING) / HOUR)
    noteExpired(books, cause, { minutes: (end - expiresAt) / 60_000, isReplaced: false })
  }
  return remains
}
