import * as t from 'io-ts'
import { DateTime } from '../codec/date-time.ts'
import { oneOf } from '../codec/one-of.ts'
import { optional } from '../codec/optional.ts'

const Binary = new t.Type<Uint8Array, Uint8Array, unknown>(
  'a binary value',
  (u): u is Uint8Array => u instanceof Uint8Array,
  (u, context) => (u instanceof Uint8Array ? t.success(u) : t.failure(u, context)),
  t.identity,
)

/** Where a credential stands; the words that people read in the ledger, the CLI and the console. */
export const Status = oneOf(['active', 'failing', 'reauthorize', 'invalid', 'static', 'paused'])
export type Status = t.TypeOf<typeof Status>

/**
 * A refresh, or a restore, that was begun.
 *
 * Shape: version `successor` will hold its result, next to version `base`; `token` is the fingerprint of the
 * refresh token that was about to be sent.
 */
export const Intent = t.type({
  base: t.string,
  successor: t.string,
  kind: oneOf(['refresh', 'restore']),
  token: optional(Binary),
  startedAt: DateTime,
})
export type Intent = t.TypeOf<typeof Intent>

/**
 * What is remembered of one secret: DESIGN 3.3, field by field.
 *
 * Shape: `id` is the secret's ARN; every other field may be missing, since an item may be new or the ledger lost.
 */
export const LedgerItem = t.type(
  {
    id: t.string,
    name: optional(t.string),
    provider: optional(t.string),
    format: optional(t.string),
    policy: optional(t.string),
    status: optional(Status),
    version: optional(t.string),
    base: optional(t.string),
    newest: optional(t.string),
    nextAt: optional(DateTime),
    expiresAt: optional(DateTime),
    grantEndsAt: optional(DateTime),
    refreshedAt: optional(DateTime),
    failures: optional(t.number),
    error: optional(t.string),
    message: optional(t.string),
    lease: optional(t.type({ holder: t.string, until: DateTime })),
    intent: optional(Intent),
    salt: optional(Binary),
    current: optional(Binary),
    spent: optional(Binary),
    restores: optional(t.type({ day: t.string, count: t.number })),
    layout: optional(t.number),
  },
  'a ledger item',
)
export type LedgerItem = t.TypeOf<typeof LedgerItem>

/** The layout that this code writes. */
export const LAYOUT = 1

/** What a write changes of an item: a value sets, null removes, an absent field stays. */
export type LedgerChanges = {
  readonly [K in Exclude<keyof LedgerItem, 'id'>]?: NonNullable<LedgerItem[K]> | null
}

/** Whether somebody is at the secret of this item. */
export const isLeased = ({ lease }: Pick<LedgerItem, 'lease'>, now: Date): boolean =>
  lease !== undefined && lease.until > now
