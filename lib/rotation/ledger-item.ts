import * as t from 'io-ts'
import { DateTime } from '../codec/date-time.ts'
import { oneOf } from '../codec/one-of.ts'
import { optional } from '../codec/optional.ts'
import { refine } from '../codec/refine.ts'

/** The layout that this code writes. */
export const LAYOUT = 1

/** What the attributes of a later layout mean cannot be known, so such an item is not read. */
const KnownLayout = refine(t.number, `a layout up to ${LAYOUT}`, (layout) => layout <= LAYOUT)

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
 * What is remembered of one secret.
 *
 * Shape: `id` is the secret's ARN; every other field may be missing, since an item may be new or the ledger lost.
 */
export const LedgerItem = t.type(
  {
    id: t.string,
    name: optional(t.string),
    provider: optional(t.string),
    format: optional(t.string),
    /** The tags that it was decided under, as text; other tags make the secret due. */
    policy: optional(t.string),
    status: optional(Status),
    /** The version labelled AWSCURRENT that this item speaks of; another one makes the secret due. */
    version: optional(t.string),
    /** The version that our last promotion replaced: a read that shows it may be stale. */
    base: optional(t.string),
    /** The version that holds the newest token any answer gave us. */
    newest: optional(t.string),
    /** When to look next. */
    nextAt: optional(DateTime),
    /** When the access token ends. */
    expiresAt: optional(DateTime),
    /** When the refresh token is expected to die: the earliest of all ends. */
    grantEndsAt: optional(DateTime),
    /** When the grant ends however often it is refreshed: a person must consent again before. */
    consentEndsAt: optional(DateTime),
    /** The last forecast that was told: of which end, and how many days before. */
    forecast: optional(t.type({ endsAt: DateTime, days: t.number })),
    refreshedAt: optional(DateTime),
    /** Failures in a row. */
    failures: optional(t.number),
    /** Code of the last failure. */
    error: optional(t.string),
    /** The last failure in a sentence that is safe to show. */
    message: optional(t.string),
    /** When the provider was found down, if that was the last failure: it is tried again when the provider is back. */
    outageAt: optional(DateTime),
    /** Who is at the secret. */
    lease: optional(t.type({ holder: t.string, until: DateTime })),
    intent: optional(Intent),
    /** A refreshed credential that is not in a version yet, sealed; the open intent says which one it will be. */
    escrow: optional(Binary),
    /** Since when it waits. */
    escrowedAt: optional(DateTime),
    /** Goes into every fingerprint of this item. */
    salt: optional(Binary),
    /** Fingerprint of the refresh token in use. */
    current: optional(Binary),
    /** Fingerprints of refresh tokens that were sent and answered by another one. */
    spent: optional(Binary),
    /** How many new versions of the secret were seen on a day (UTC): it keeps about a hundred of a day. */
    writes: optional(t.type({ day: t.string, count: t.number })),
    /** How often an old value was replaced on a day (UTC), against loops. */
    restores: optional(t.type({ day: t.string, count: t.number })),
    layout: optional(KnownLayout),
  },
  'a ledger item',
)
export type LedgerItem = t.TypeOf<typeof LedgerItem>

/** What a write changes of an item: a value sets, null removes, an absent field stays. */
export type LedgerChanges = {
  readonly [K in Exclude<keyof LedgerItem, 'id'>]?: NonNullable<LedgerItem[K]> | null
}

/** The item as it is after changes. */
export const afterChanges = (item: LedgerItem, changes: LedgerChanges): LedgerItem => ({
  ...item,
  ...Object.fromEntries(
    Object.entries(changes)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, value ?? undefined]),
  ),
})

/** Whether somebody is at the secret of this item. */
export const isLeased = ({ lease }: Pick<LedgerItem, 'lease'>, now: Date): boolean =>
  lease !== undefined && lease.until > now
