import { isLeased, type LedgerItem } from './ledger-item.ts'
import type { ListedSecret } from './listed-secret.ts'
import { policyOf, policyText } from './policy.ts'
import { later } from './schedule.ts'

/** The list may lag five minutes behind our own promotion; this long the version that it replaced is not news. */
const STALE_LIST_SECONDS = 600

/**
 * When a listed secret is due: at once if nothing is known of it, if somebody wrote it or changed its tags, or if
 * a run was cut off; else when the ledger says. `undefined`: somebody is at it.
 */
export const dueAt = (
  secret: ListedSecret,
  item: LedgerItem | undefined,
  tagPrefix: string,
  now: Date,
): Date | undefined => {
  if (item === undefined) return now
  if (isLeased(item, now)) return undefined
  if (item.intent !== undefined || item.nextAt === undefined) return now
  if (item.policy !== policyText(policyOf(secret.tags, tagPrefix))) return now
  return secret.current === item.version || isStaleListing(secret, item, now) ? item.nextAt : now
}

const isStaleListing = (
  { current }: ListedSecret,
  { base, refreshedAt }: LedgerItem,
  now: Date,
): boolean =>
  current === base && refreshedAt !== undefined && now < later(refreshedAt, STALE_LIST_SECONDS)
