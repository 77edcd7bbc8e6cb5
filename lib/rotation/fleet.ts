import * as t from 'io-ts'
import { DateTime } from '../codec/date-time.ts'
import { mapOf } from '../codec/map-of.ts'
import { optional } from '../codec/optional.ts'
import { isTooShortLived } from '../provider/short-lived.ts'
import type { SweptProviders } from '../provider/swept-provider.ts'
import { forecastAt, nextEnd } from './grant-forecast.ts'
import { isLeased, type LedgerItem } from './ledger-item.ts'
import { later } from './schedule.ts'
import { isNearVersionLimit } from './version-count.ts'

/**
 * How many credentials stand how.
 *
 * Shape: counts. `overdue` ones should have been tried two sweeps ago; of `expired` ones the access token is over,
 * though they are neither given up nor too short-lived to be kept fresh; `endingSoon` are the grants that end within
 * 30 days.
 */
export const FleetCounts = t.type({
  credentials: t.number,
  active: t.number,
  failing: t.number,
  reauthorize: t.number,
  invalid: t.number,
  static: t.number,
  paused: t.number,
  overdue: t.number,
  expired: t.number,
  endingSoon: t.number,
})
export type FleetCounts = t.TypeOf<typeof FleetCounts>

/**
 * What a sweep saw of all credentials.
 *
 * Shape: `providers` by id, `unknown` for all that are not known; `escrowWaiting` counts refreshed credentials that could
 * not be stored yet, `nearVersionLimit` secrets with 95 or more new versions today.
 */
export const Fleet = t.type({
  providers: mapOf(FleetCounts),
  escrowWaiting: t.number,
  nearVersionLimit: t.number,
  oldestOverdueSeconds: t.number,
  nextGrantEnd: optional(DateTime),
})
export type Fleet = t.TypeOf<typeof Fleet>

/** A credential as a sweep sees it. Shape: `provider` is an id, or `unknown`; without an item nothing is known yet. */
export type Seen = { readonly provider: string; readonly item: LedgerItem | undefined }

/** A fleet of nothing. */
export const NO_FLEET: Fleet = {
  providers: new Map(),
  escrowWaiting: 0,
  nearVersionLimit: 0,
  oldestOverdueSeconds: 0,
  nextGrantEnd: undefined,
}

/** Counts the credentials of a page. */
export const countFleet = (
  page: readonly Seen[],
  world: {
    readonly providers: Pick<SweptProviders, 'get'>
    readonly sweepMinutes: number
    readonly now: Date
  },
): Fleet => {
  const { now, sweepMinutes } = world
  const items = page.flatMap(({ item }) => item ?? [])
  const overdue = items.filter((item) => isOverdue(item, now, sweepMinutes))
  const ends = items.flatMap((item) => nextEnd(item, now) ?? [])
  const counts = new Map<string, FleetCounts>()
  for (const seen of page)
    counts.set(seen.provider, addCounts(counts.get(seen.provider), countsOf(seen, world)))
  return {
    providers: counts,
    escrowWaiting: items.filter(({ escrowedAt }) => escrowedAt !== undefined).length,
    nearVersionLimit: items.filter((item) => isNearVersionLimit(item, now)).length,
    oldestOverdueSeconds: overdue.reduce(
      (oldest, { nextAt }) => Math.max(oldest, secondsSince(nextAt ?? now, now)),
      0,
    ),
    nextGrantEnd: ends.reduce(earlier, undefined),
  }
}

/** Adds what two pages showed. */
export const addFleets = (a: Fleet, b: Fleet): Fleet => {
  const providers = new Map(a.providers)
  for (const [id, counts] of b.providers) providers.set(id, addCounts(providers.get(id), counts))
  return {
    providers,
    escrowWaiting: a.escrowWaiting + b.escrowWaiting,
    nearVersionLimit: a.nearVersionLimit + b.nearVersionLimit,
    oldestOverdueSeconds: Math.max(a.oldestOverdueSeconds, b.oldestOverdueSeconds),
    nextGrantEnd: earlier(a.nextGrantEnd, b.nextGrantEnd),
  }
}

/** The counts of all providers together. */
export const totalOf = ({ providers }: Fleet): FleetCounts =>
  [...providers.values()].reduce(addCounts, addCounts(undefined, {}))

const addCounts = (a: FleetCounts | undefined, b: Partial<FleetCounts>): FleetCounts => {
  const sum = (name: keyof FleetCounts): number => (a?.[name] ?? 0) + (b[name] ?? 0)
  return {
    credentials: sum('credentials'),
    active: sum('active'),
    failing: sum('failing'),
    reauthorize: sum('reauthorize'),
    invalid: sum('invalid'),
    static: sum('static'),
    paused: sum('paused'),
    overdue: sum('overdue'),
    expired: sum('expired'),
    endingSoon: sum('endingSoon'),
  }
}

const countsOf = (
  { item, provider }: Seen,
  {
    providers,
    sweepMinutes,
    now,
  }: {
    readonly providers: Pick<SweptProviders, 'get'>
    readonly sweepMinutes: number
    readonly now: Date
  },
): Partial<FleetCounts> => {
  if (item === undefined) return { credentials: 1 }
  const lifetime = providers.get(provider)?.accessTokenLifetimeSeconds
  return {
    credentials: 1,
    ...(item.status === undefined ? {} : { [item.status]: 1 }),
    overdue: Number(isOverdue(item, now, sweepMinutes)),
    expired: Number(isExpired(item, now, lifetime)),
    endingSoon: Number(forecastAt(item, now) !== undefined),
  }
}

const isAlive = ({ status }: LedgerItem): boolean => status === 'active' || status === 'failing'

const isOverdue = (item: LedgerItem, now: Date, sweepMinutes: number): boolean =>
  isAlive(item) &&
  item.nextAt !== undefined &&
  later(item.nextAt, 2 * sweepMinutes * 60) < now &&
  !isLeased(item, now)

/** Nobody can keep a token fresh that lives shorter than its secret may be written. */
const isExpired = (item: LedgerItem, now: Date, usualLifetime: number | undefined): boolean => {
  const { expiresAt, refreshedAt } = item
  if (!isAlive(item) || expiresAt === undefined || expiresAt > now) return false
  const lifetime =
    refreshedAt !== undefined && refreshedAt < expiresAt
      ? secondsSince(refreshedAt, expiresAt)
      : usualLifetime
  return lifetime === undefined || !isTooShortLived(lifetime)
}

const secondsSince = (date: Date, now: Date): number =>
  Math.max(0, Math.floor((now.getTime() - date.getTime()) / 1000))

const earlier = (a: Date | undefined, b: Date | undefined): Date | undefined => {
  if (a === undefined || b === undefined) return a ?? b
  return a < b ? a : b
}
