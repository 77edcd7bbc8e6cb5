import { isLeased, type LedgerItem } from './ledger-item.ts'
import type { ListedSecret } from './listed-secret.ts'
import { policyOf, policyText } from './policy.ts'
import { later } from './schedule.ts'

/** The list may lag five minutes behind our own promotion; this long the version that it replaced is not news. */
const STALE_LIST_SECONDS = 600

/** When a credential is due. Shape: `isPlanned` says that nothing but a token request can be due then. */
export type Due = { readonly at: Date; readonly isPlanned: boolean }

/**
 * When a listed secret is due: at once if nothing is known of it, if somebody wrote it or changed its tags, or if
 * a run was cut off; else when the ledger says. `undefined`: somebody is at it.
 */
export const dueOf = (
  secret: ListedSecret,
  item: LedgerItem | undefined,
  tagPrefix: string,
  now: Date,
): Due | undefined => {
  const atOnce = { at: now, isPlanned: false }
  if (item === undefined) return atOnce
  if (isLeased(item, now)) return undefined
  if (item.intent !== undefined || item.nextAt === undefined) return atOnce
  if (item.policy !== policyText(policyOf(secret.tags, tagPrefix))) return atOnce
  return secret.current === item.version || isStaleListing(secret, item, now)
    ? { at: item.nextAt, isPlanned: true }
    : atOnce
}

/** Whether the last try of a credential met an outage that is over, so that no backoff needs to be waited for. */
export const outlastedOutage = (
  { status, outageAt }: Pick<LedgerItem, 'status' | 'outageAt'>,
  recoveredAt: Date | undefined,
): boolean =>
  status === 'failing' &&
  outageAt !== undefined &&
  recoveredAt !== undefined &&
  outageAt <= recoveredAt

const isStaleListing = (
  { current }: ListedSecret,
  { base, refreshedAt }: LedgerItem,
  now: Date,
): boolean =>
  current === base && refreshedAt !== undefined && now < later(refreshedAt, STALE_LIST_SECONDS)
