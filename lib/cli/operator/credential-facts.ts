import type { LedgerItem } from '../../rotation/ledger-item.ts'
import { isLeased } from '../../rotation/ledger-item.ts'
import { fromNow } from '../fleet-rows.ts'
import type { FoundSecret } from './find-secret.ts'
import type { StatusRow } from './status-row.ts'

/** A fact on a line: what it is about, and the fact. */
export type Fact = readonly [about: string, text: string]

/** What is known of a credential, for people: dates in UTC and from now; no fingerprint, nothing that is sealed. */
export const credentialFacts = (
  secret: FoundSecret,
  row: StatusRow,
  item: LedgerItem | undefined,
  now: Date,
): readonly Fact[] => {
  const when = (date: Date | undefined): string | undefined =>
    date === undefined ? undefined : `${date.toISOString()} (${fromNow(date, now)})`
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['ARN', secret.arn],
    ['provider', row.provider],
    ['format', row.format],
    ['status', row.status],
    ['message', row.message === undefined ? undefined : `${row.message}${codeOf(row)}`],
    ['failures in a row', row.failures ? String(row.failures) : undefined],
    ['last refresh', when(row.refreshedAt)],
    ['access token ends', when(row.expiresAt)],
    ['next look', row.nextAt !== undefined && row.nextAt <= now ? 'now' : when(row.nextAt)],
    ['grant ends', when(row.grantEndsAt)],
    ['consent ends', when(row.consentEndsAt)],
    ...(item === undefined ? [] : workFacts(item, now, when)),
    ['native rotation', secret.rotatesNatively ? 'on' : undefined],
    ['deletion', secret.isDeleted ? 'marked for deletion' : undefined],
  ]
  return facts.flatMap(([about, text]) =>
    text === undefined || text === '' ? [] : [[about, text]],
  )
}

const codeOf = ({ error }: StatusRow): string => (error === undefined ? '' : ` [${error}]`)

/** What is going on at the moment. */
const workFacts = (
  item: LedgerItem,
  now: Date,
  when: (date: Date | undefined) => string | undefined,
): readonly (readonly [string, string | undefined])[] => [
  ['at work', isLeased(item, now) ? `until ${when(item.lease?.until)} at the latest` : undefined],
  [
    'begun',
    item.intent === undefined
      ? undefined
      : `a ${item.intent.kind} of ${item.intent.base}, ${when(item.intent.startedAt)}`,
  ],
  [
    'escrow',
    item.escrowedAt === undefined
      ? undefined
      : `a refreshed credential waits since ${when(item.escrowedAt)} to be stored`,
  ],
  ['provider was down', when(item.outageAt)],
  [
    'forecast told',
    item.forecast === undefined
      ? undefined
      : `${item.forecast.days} days before ${item.forecast.endsAt.toISOString()}`,
  ],
  [
    'new versions',
    item.writes === undefined ? undefined : `${item.writes.count} on ${item.writes.day}`,
  ],
  [
    'old values put back',
    item.restores === undefined ? undefined : `${item.restores.count} on ${item.restores.day}`,
  ],
]
