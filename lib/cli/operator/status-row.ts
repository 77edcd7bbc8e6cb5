import { dueOf } from '../../rotation/due.ts'
import { isLeased, type LedgerItem } from '../../rotation/ledger-item.ts'
import type { ListedSecret } from '../../rotation/listed-secret.ts'
import { nameOfArn } from './find-secret.ts'

/** The statuses that a fleet shows: the ledger's, and what no run has looked at, or written in another layout. */
export const SHOWN_STATUSES = [
  'reauthorize',
  'invalid',
  'failing',
  'unreadable',
  'new',
  'active',
  'paused',
  'static',
] as const
export type ShownStatus = (typeof SHOWN_STATUSES)[number]

/** How one credential stands. Shape: `nextAt` is when it is looked at next, `isAtWork` while somebody is at it. */
export type StatusRow = {
  readonly name: string
  readonly arn: string
  readonly provider: string
  readonly status: ShownStatus
  readonly isAtWork: boolean
  readonly nextAt: Date | undefined
} & Pick<
  LedgerItem,
  | 'format'
  | 'expiresAt'
  | 'grantEndsAt'
  | 'consentEndsAt'
  | 'refreshedAt'
  | 'failures'
  | 'error'
  | 'message'
>

/** How a listed secret stands by what the ledger remembers of it. */
export const statusRow = (
  secret: ListedSecret,
  item: LedgerItem | 'unreadable' | undefined,
  { tagPrefix, now }: { readonly tagPrefix: string; readonly now: Date },
): StatusRow => {
  const known = item === 'unreadable' ? undefined : item
  return {
    name: nameOfArn(secret.arn),
    arn: secret.arn,
    provider: secret.tags[`${tagPrefix}:provider`] ?? '',
    format: known?.format,
    status: item === 'unreadable' ? item : (known?.status ?? 'new'),
    isAtWork: known !== undefined && isLeased(known, now),
    nextAt: dueOf(secret, known, tagPrefix, now)?.at ?? known?.nextAt,
    expiresAt: known?.expiresAt,
    grantEndsAt: known?.grantEndsAt,
    consentEndsAt: known?.consentEndsAt,
    refreshedAt: known?.refreshedAt,
    failures: known?.failures,
    error: known?.error,
    message: known?.message,
  }
}

/** Whether a person has to do something: nothing else brings such a credential back. */
export const needsPerson = ({ status }: Pick<StatusRow, 'status'>): boolean =>
  status === 'reauthorize' || status === 'invalid'
