import type { ProviderDefinition } from '../../../lib/provider/provider-definition.ts'
import {
  endsAfterRefresh,
  endsAtFirstSight,
  movableEnd,
} from '../../../lib/rotation/grant-rules.ts'
import { DEFAULT_LIFETIME_SECONDS, later, refreshAt } from '../../../lib/rotation/schedule.ts'

/**
 * How long after a refresh the next one is planned, in milliseconds, by the schedule's own rule and the grant's.
 *
 * It does not depend on when the refresh is: every date that goes in moves with it. So it is asked once per credential,
 * and a simulation of millions of refreshes adds. Providers are taken to answer with the catalogue's lifetime and,
 * unless the catalogue says that they do not, with a new refresh token.
 */
export const scheduleDistance = (
  definition: ProviderDefinition,
  secretArn: string,
  refreshed: number,
): number => {
  const at = new Date(refreshed)
  const expiresAt = later(at, lifetimeSecondsOf(definition))
  const credential = { issuedAt: at, expiresAt, refreshTokenExpiresAt: undefined }
  const ends = endsAfterRefresh(definition, endsAtFirstSight(definition, credential, at), {
    at,
    isReplaced: definition.rotatesRefreshToken !== false,
    accessTokenEndsAt: expiresAt,
  })
  const next = refreshAt({
    secretArn,
    definition,
    now: at,
    issuedAt: at,
    expiresAt,
    refreshedAt: at,
    usedAt: at,
    refreshTokenEndsAt: definition.grant === 'refresh_token' ? movableEnd(ends) : undefined,
  })
  return next.getTime() - refreshed
}

/** How long an access token lives, as far as is known. */
export const lifetimeSecondsOf = ({ accessTokenLifetimeSeconds }: ProviderDefinition): number =>
  accessTokenLifetimeSeconds ?? DEFAULT_LIFETIME_SECONDS
