import type { LedgerItem } from './ledger-item.ts'

/** What of an item tells how many versions its secret has got today. */
export type VersionCount = Pick<LedgerItem, 'version' | 'writes'>

/**
 * Counts the versions of a secret that were not known before, by day (UTC), whoever wrote them.
 *
 * Shape: `seen` begins with the version that was found current, which is no new one where nothing was known;
 * `undefined`: all are known.
 */
export const countNewVersions = (
  { version, writes }: VersionCount,
  seen: readonly [string, ...(readonly string[])],
  now: Date,
): VersionCount['writes'] => {
  const fresh = new Set(seen.filter((id) => id !== (version ?? seen[0]))).size
  const day = dayOf(now)
  return fresh === 0 ? undefined : { day, count: fresh + (writes?.day === day ? writes.count : 0) }
}

/**
 * Whether a secret comes near the number of versions that it can stand: about a hundred are kept, and none younger than
 * a day is dropped.
 *
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
 */
export const isNearVersionLimit = ({ writes }: VersionCount, now: Date): boolean =>
  writes !== undefined && writes.day === dayOf(now) && writes.count >= NEAR_LIMIT

/** The day (UTC) of a date, as counts in the ledger name it. */
export const dayOf = (date: Date): string => date.toISOString().slice(0, 10)

const NEAR_LIMIT = 95
