import { type Credential, trustedExpiry } from '../credential/credential.ts'
import type { ProviderDefinition } from '../provider/provider-definition.ts'
import { later } from './schedule.ts'

/** When a grant is expected to end. Shape: absent dates are not known. */
export type GrantEnds = {
  /** The earliest of all ends: from then on a refresh is expected to be rejected. */
  readonly grantEndsAt: Date | undefined
  /** The end that no refresh moves: a person must consent again before. */
  readonly consentEndsAt: Date | undefined
}

/** What of a definition tells when a grant ends. */
export type GrantRules = Pick<
  ProviderDefinition,
  | 'grant'
  | 'rotatesRefreshToken'
  | 'accessTokenLifetimeSeconds'
  | 'refreshTokenLifetimeSeconds'
  | 'refreshTokenIdleSeconds'
  | 'grantLifetimeSeconds'
>

/** A refresh, as far as it moves ends. Shape: the dates are those that the answer said; absent: it did not. */
export type MovingRefresh = {
  readonly at: Date
  /** Whether the answer has another refresh token than the one that was sent. */
  readonly isReplaced: boolean
  readonly accessTokenEndsAt?: Date | undefined
  readonly refreshTokenEndsAt?: Date | undefined
  readonly consentEndsAt?: Date | undefined
}

/**
 * When a grant ends of which nothing is remembered.
 *
 * Shape: `since` is when it was stored. The consent, and the last use of the refresh token, were then at the latest, so
 * each estimate is one of "at the latest"; what the secret itself says counts where it is earlier.
 */
export const endsAtFirstSight = (
  rules: GrantRules,
  credential: Pick<Credential, 'issuedAt' | 'expiresAt' | 'refreshTokenExpiresAt'>,
  since: Date,
): GrantEnds => {
  const { grant, refreshTokenLifetimeSeconds, refreshTokenIdleSeconds } = rules
  const lifetime = consentLifetime(rules)
  const estimate = after(since, lifetime)
  if (grant === 'access_token') {
    const expiresAt = trustedExpiry(credential, rules.accessTokenLifetimeSeconds, since)
    return { consentEndsAt: estimate, grantEndsAt: earliest([estimate, expiresAt]) }
  }
  if (grant !== 'refresh_token') return NO_ENDS
  const said = credential.refreshTokenExpiresAt
  const consentEndsAt = lifetime === undefined ? undefined : earliest([estimate, said])
  const refreshTokenEndsAt = said ?? after(since, refreshTokenLifetimeSeconds)
  const unusedUntil = after(since, refreshTokenIdleSeconds)
  return { consentEndsAt, grantEndsAt: earliest([consentEndsAt, refreshTokenEndsAt, unusedUntil]) }
}

/**
 * When a grant ends after a refresh.
 *
 * The answer's own word counts first, then the catalogue: a lifetime of the refresh token runs anew when it was
 * replaced, an idle time whenever it is used, and the consent's end stays where it was. Where a consent has an end, what
 * an answer says of a refresh token that it did not replace is that end.
 */
export const endsAfterRefresh = (
  rules: GrantRules,
  known: GrantEnds,
  refresh: MovingRefresh,
): GrantEnds => {
  const { at, isReplaced, accessTokenEndsAt, refreshTokenEndsAt } = refresh
  const { grant, refreshTokenLifetimeSeconds, refreshTokenIdleSeconds } = rules
  if (grant !== 'refresh_token' && grant !== 'access_token') return NO_ENDS
  const isConsentsEnd = consentLifetime(rules) !== undefined && !isReplaced
  const consentEndsAt =
    refresh.consentEndsAt ?? (isConsentsEnd ? refreshTokenEndsAt : undefined) ?? known.consentEndsAt
  if (grant === 'access_token')
    return { consentEndsAt, grantEndsAt: earliest([consentEndsAt, accessTokenEndsAt]) }
  // beside an idle time, which moves, it is not known any more which of the two the remembered end was
  const kept = refreshTokenIdleSeconds === undefined ? movableEnd(known) : undefined
  const lifetimeEnd = isReplaced ? after(at, refreshTokenLifetimeSeconds) : kept
  return {
    consentEndsAt,
    grantEndsAt: earliest([
      consentEndsAt,
      refreshTokenEndsAt ?? lifetimeEnd,
      after(at, refreshTokenIdleSeconds),
    ]),
  }
}

/** The end that a refresh may move; `undefined`: none is known. */
export const movableEnd = ({ grantEndsAt, consentEndsAt }: GrantEnds): Date | undefined =>
  grantEndsAt?.getTime() === consentEndsAt?.getTime() ? undefined : grantEndsAt

/** A refresh token that is never replaced lives as long as its consent. */
const consentLifetime = (rules: GrantRules): number | undefined =>
  rules.grantLifetimeSeconds ??
  (rules.rotatesRefreshToken === false ? rules.refreshTokenLifetimeSeconds : undefined)

const NO_ENDS: GrantEnds = { grantEndsAt: undefined, consentEndsAt: undefined }

/** A date some seconds after another; `undefined` where either is not known. */
export const after = (date: Date | undefined, seconds: number | undefined): Date | undefined =>
  date === undefined || seconds === undefined ? undefined : later(date, seconds)

/** The earliest of the dates that are known. */
export const earliest = (dates: readonly (Date | undefined)[]): Date | undefined => {
  const known = dates.filter((date) => date !== undefined).map((date) => date.getTime())
  return known.length === 0 ? undefined : new Date(Math.min(...known))
}
