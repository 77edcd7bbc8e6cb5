import type { LedgerItem } from '../../rotation/ledger-item.ts'
import { fromNow } from '../fleet-rows.ts'
import type { Verdict } from './fail.ts'

/** What became of a credential that was looked at. Shape: `line` is for people, and says what to do. */
export type LookOutcome = {
  readonly result: 'refreshed' | 'not refreshed' | 'failed'
  readonly line: string
  readonly verdict: Verdict
}

/** Tells what a look came to from the ledger's item before and after it. */
export const outcomeOfLook = (
  before: LedgerItem | undefined,
  after: LedgerItem,
  now: Date,
): LookOutcome => {
  const next = after.nextAt === undefined ? '' : `; next look ${fromNow(after.nextAt, now)}`
  const ends =
    after.expiresAt === undefined ? '' : `; the access token ends ${fromNow(after.expiresAt, now)}`
  const isRefreshed =
    after.refreshedAt !== undefined &&
    after.refreshedAt.getTime() !== before?.refreshedAt?.getTime()
  if (isRefreshed && after.status === 'active')
    return { result: 'refreshed', line: `refreshed${ends}${next}`, verdict: 0 }
  switch (after.status) {
    case 'active':
    case 'static':
    case undefined:
      return {
        result: 'not refreshed',
        line:
          after.status === 'static'
            ? 'static: there is nothing to refresh'
            : `active, not refreshed now${ends}${next}`,
        verdict: 0,
      }
    case 'paused':
      return { result: 'not refreshed', line: 'paused', verdict: 1 }
    case 'failing':
    case 'reauthorize':
    case 'invalid':
      return {
        result: 'failed',
        line: `${after.status}: ${after.message ?? after.error ?? 'no reason is known'}${
          after.status === 'failing' && after.nextAt !== undefined
            ? `; next try ${fromNow(after.nextAt, now)}`
            : ''
        }`,
        verdict: 1,
      }
  }
}
