/** What a simulation counts while it runs. */
export type FleetBooks = {
  refreshes: number
  /** Runs that found nothing due, or somebody at it. */
  looks: number
  /** Token requests that met an outage. */
  failures: number
  /** Runs that the circuit breaker turned away. */
  turnedAway: number
  messages: number
  sweeps: number
  sweepsLost: number
  /** Runs that were cut off, by what cut them off. */
  readonly cuts: Map<string, CutRuns>
  /** Credentials whose grant was lost, and what cut off the run that held it. */
  readonly lostGrants: Map<number, string>
  /** Refreshes per second that the schedule asks for, by the minute for which it planned them. */
  readonly plannedPerMinute: Uint32Array
  /** Refreshes while nothing was wrong, by the seconds after the ledger's date at which they began; the last place is for all later ones. */
  readonly lateness: Uint32Array
  /** Access tokens that ended before they were replaced, by what was wrong then; those of lost grants are not among them. */
  readonly expired: Map<string, ExpiredTokens>
  /** What each sweep saw. Shape: `at` in hours after the beginning. */
  readonly seen: { readonly at: number; readonly overdue: number; readonly expired: number }[]
}

/**
 * Shape: `inWindow` of them were between a provider's work and the store of its answer; `lost` of these at providers that
 * may not answer a used refresh token again; `lostExpired` of these have an access token that is over at the end.
 */
export type CutRuns = { runs: number; inWindow: number; lost: number; lostExpired: number }

/**
 * Shape: `neverReplaced` of them were so until the end; `longestMinutes` is for how long a consumer had no token that
 * works.
 */
export type ExpiredTokens = { count: number; neverReplaced: number; longestMinutes: number }

/** Books with nothing in them. */
export const emptyBooks = (days: number): FleetBooks => ({
  refreshes: 0,
  looks: 0,
  failures: 0,
  turnedAway: 0,
  messages: 0,
  sweeps: 0,
  sweepsLost: 0,
  cuts: new Map(),
  lostGrants: new Map(),
  plannedPerMinute: new Uint32Array(days * 1440 + 1),
  lateness: new Uint32Array(LATEST_SECONDS + 1),
  expired: new Map(),
  seen: [],
})

/** Notes an access token that ended before it was replaced, and for how long there was none, or has been none at the end. */
export const noteExpired = (
  books: FleetBooks,
  cause: string,
  { minutes, isReplaced }: { readonly minutes: number; readonly isReplaced: boolean },
): void => {
  const known = books.expired.get(cause) ?? { count: 0, neverReplaced: 0, longestMinutes: 0 }
  books.expired.set(cause, {
    count: known.count + 1,
    neverReplaced: known.neverReplaced + (isReplaced ? 0 : 1),
    longestMinutes: Math.max(known.longestMinutes, minutes),
  })
}

/** How late of so many a share began, in seconds: 0.99 for the 99th percentile. */
export const latenessAt = ({ lateness }: FleetBooks, share: number): number => {
  const all = lateness.reduce((sum, count) => sum + count, 0)
  let seen = 0
  for (let second = 0; second < lateness.length; second++) {
    seen += lateness[second] ?? 0
    if (seen >= share * all) return second
  }
  return LATEST_SECONDS
}

/** Notes when a refresh began that was planned for then. */
export const noteLateness = ({ lateness }: FleetBooks, lateMs: number): void => {
  const second = Math.min(LATEST_SECONDS, Math.max(0, Math.floor(lateMs / 1000)))
  lateness[second] = (lateness[second] ?? 0) + 1
}

const LATEST_SECONDS = 86_400
