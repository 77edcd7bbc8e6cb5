import { isStatic, trustedExpiry } from '../../credential/credential.ts'
import { earliest, endsAtFirstSight, movableEnd } from '../../rotation/grant-rules.ts'
import { refreshAt } from '../../rotation/schedule.ts'
import type { PlannedCredential } from './planned-credential.ts'

/** When a credential is refreshed for the first time: at the first look, at a date, or never. */
export type FirstRefresh = { readonly at: Date | 'first look' | 'never' }

/**
 * When a credential that is stored now is refreshed for the first time.
 *
 * Shape: `secretArn` spreads dates; with a name in its place the date is off by some minutes.
 */
export const firstRefresh = (
  { settings: { definition }, stored: { credential }, policy }: PlannedCredential,
  secretArn: string,
  now: Date,
): FirstRefresh => {
  if (isStatic(credential, definition.grant) || 'paused' in policy) return { at: 'never' }
  const expiresAt = trustedExpiry(credential, definition.accessTokenLifetimeSeconds, now)
  if (expiresAt === undefined) return { at: 'first look' }
  const at = refreshAt({
    secretArn,
    definition,
    now,
    issuedAt: credential.issuedAt,
    expiresAt,
    refreshedAt: undefined,
    usedAt: earliest([now, credential.issuedAt]),
    refreshTokenEndsAt:
      definition.grant === 'refresh_token'
        ? movableEnd(endsAtFirstSight(definition, credential, now))
        : undefined,
  })
  return { at: at <= now ? 'first look' : at }
}
