import { createHash } from 'node:crypto'
import type { ProviderDefinition } from '../provider/provider-definition.ts'

/** What decides when a credential is refreshed next. Shape: absent dates are not known. */
export type ScheduleInput = {
  readonly secretArn: string
  readonly definition: Pick<
    ProviderDefinition,
    | 'accessTokenLifetimeSeconds'
    | 'refreshTokenLifetimeSeconds'
    | 'refreshTokenIdleSeconds'
    | 'rotatesRefreshToken'
    | 'refreshMarginSeconds'
  >
  readonly now: Date
  readonly issuedAt: Date | undefined
  readonly expiresAt: Date
  /** Our own last write of the secret. */
  readonly refreshedAt: Date | undefined
  /** When the refresh token was used for the last time, or before; absent: at our last write, else at the issue. */
  readonly usedAt?: Date | undefined
  /** When the refresh token dies unless a refresh moves that, as far as somebody said so. */
  readonly refreshTokenEndsAt?: Date | undefined
}

/**
 * When a credential is to be refreshed: before its access token ends, after half of the time for which its refresh
 * token may stay unused, and before that ends, but never sooner after our own last write than the secret's version
 * quota allows.
 *
 * The margin is 20 % of the lifetime and at least 10 minutes, spread by up to a tenth with a hash of the ARN, so
 * that a fleet that was created together does not march in step.
 */
export const refreshAt = (input: ScheduleInput): Date => {
  const { definition, now, expiresAt, issuedAt, refreshedAt, secretArn } = input
  const lifetime =
    issuedAt === undefined
      ? (definition.accessTokenLifetimeSeconds ?? seconds(now, expiresAt))
      : seconds(issuedAt, expiresAt)
  const margin =
    definition.refreshMarginSeconds === undefined
      ? Math.max(MIN_MARGIN_SECONDS, lifetime * 0.2) * (1 + 0.1 * (2 * spread(secretArn) - 1))
      : definition.refreshMarginSeconds * (1 - 0.1 * spread(secretArn))
  const beforeExpiry = later(expiresAt, -margin)
  const wanted = new Date(
    Math.min(beforeExpiry.getTime(), ...keepAliveDates(input).map((date) => date.getTime())),
  )
  const earliest = refreshedAt === undefined ? wanted : earliestRefresh(refreshedAt)
  return clamp(wanted < earliest ? earliest : wanted, now)
}

/** When a refresh token must be used at the latest, so that it neither dies unused nor comes to its own end. */
const keepAliveDates = (input: ScheduleInput): readonly Date[] => {
  const { refreshTokenIdleSeconds, refreshTokenLifetimeSeconds, rotatesRefreshToken } =
    input.definition
  const since = input.usedAt ?? input.refreshedAt ?? input.issuedAt ?? input.now
  const share = LATEST_SHARE_OF_LIFE - 0.02 * spread(input.secretArn)
  const lifetimes = [
    // using a token that is never replaced does not make it live longer
    rotatesRefreshToken === false ? undefined : refreshTokenLifetimeSeconds,
    input.refreshTokenEndsAt === undefined ? undefined : seconds(since, input.refreshTokenEndsAt),
  ].filter((lifetime) => lifetime !== undefined)
  return [
    // an end that comes before the next write may is beyond help
    ...lifetimes
      .filter((lifetime) => lifetime > FLOOR_SECONDS)
      .map((lifetime) => later(since, lifetime * share)),
    ...(refreshTokenIdleSeconds === undefined ? [] : [later(since, refreshTokenIdleSeconds / 2)]),
  ]
}

/**
 * The earliest next write of a secret: about 100 versions are kept and none younger than 24 h is dropped, so one
 * write per 14.4 minutes is what a secret can stand.
 *
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
 */
export const earliestRefresh = (refreshedAt: Date): Date => later(refreshedAt, FLOOR_SECONDS)

/** How long an access token is taken to live when neither the answer nor the catalogue says. */
export const DEFAULT_LIFETIME_SECONDS = 86_400

/**
 * When to try again after a failure: 1, 2, 4 … 60 minutes with full jitter; a longer Retry-After (up to 6 h) wins.
 *
 * Shape: `failures` counts the failures in a row, this one included; `random` is in [0, 1).
 */
export const retryAt = (
  now: Date,
  failures: number,
  random: number,
  retryAfterSeconds = 0,
): Date => {
  const ceiling = Math.min(60 * 2 ** Math.max(0, failures - 1), MAX_BACKOFF_SECONDS)
  return later(
    now,
    Math.max(random * ceiling, Math.min(retryAfterSeconds, MAX_RETRY_AFTER_SECONDS)),
  )
}

/** When to look again at what a person must mend: a tag may have been mended any time. */
export const lookAgainAt = (now: Date): Date => later(now, 3600)

/** When to try a rejected grant again: once a day for a week, then only when something changes. */
export const retryRejectedAt = (now: Date, failures: number): Date =>
  failures <= 7 ? later(now, 86_400) : whenSomethingChanges(now)

/** A date for items that wait for a change; every item has a next date, so that the table can be read by it. */
export const whenSomethingChanges = (now: Date): Date => later(now, MAX_WAIT_SECONDS)

/** A date some seconds after (or, negative, before) another. */
export const later = (date: Date, bySeconds: number): Date =>
  new Date(date.getTime() + Math.round(bySeconds * 1000))

const MIN_MARGIN_SECONDS = 600
const LATEST_SHARE_OF_LIFE = 0.8
const FLOOR_SECONDS = 960
const MAX_BACKOFF_SECONDS = 3600
const MAX_RETRY_AFTER_SECONDS = 21_600
const MAX_WAIT_SECONDS = 365 * 86_400

const seconds = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / 1000

const clamp = (date: Date, now: Date): Date => {
  const latest = whenSomethingChanges(now)
  return date > latest ? latest : date
}

/** The same number in [0, 1) for the same secret, always. */
export const spread = (secretArn: string): number =>
  createHash('sha256').update(secretArn).digest().readUInt32BE() / 2 ** 32
