import type { ProviderDefinition, Providers } from '../../provider/provider-definition.ts'
import type { LedgerItem } from '../../rotation/ledger-item.ts'
import { DEFAULT_LIFETIME_SECONDS, later, refreshAt } from '../../rotation/schedule.ts'
import type { FleetMember } from './fleet-pages.ts'

/**
 * How often a credential is refreshed in 30 days: by the distance of its last refresh and its next one, else by what its
 * provider's tokens usually live.
 *
 * Shape: 0 for what waits for a person or has nothing to refresh.
 */
export const refreshesPerMonth = (
  { secret, item }: FleetMember,
  world: { readonly providers: Providers; readonly tagPrefix: string; readonly now: Date },
): number => {
  if (item === 'unreadable' || !isRefreshed(item)) return 0
  const definition = world.providers.get(secret.tags[`${world.tagPrefix}:provider`] ?? '')
  if (definition?.grant === 'none') return 0
  const { refreshedAt, nextAt } = item ?? {}
  const seconds =
    item?.status === 'active' &&
    refreshedAt !== undefined &&
    nextAt !== undefined &&
    refreshedAt < nextAt
      ? (nextAt.getTime() - refreshedAt.getTime()) / 1000
      : usualDistance(secret.arn, definition, world.now)
  return MONTH_SECONDS / seconds
}

/** What a month has in this estimate. */
export const MONTH_SECONDS = 30 * 86_400

const isRefreshed = (item: LedgerItem | undefined): boolean =>
  item?.status === undefined || item.status === 'active' || item.status === 'failing'

/** The schedule's own rule, for a token that was refreshed now. */
const usualDistance = (
  secretArn: string,
  definition: ProviderDefinition | undefined,
  now: Date,
): number => {
  const lifetime = definition?.accessTokenLifetimeSeconds ?? DEFAULT_LIFETIME_SECONDS
  const at = refreshAt({
    secretArn,
    definition: definition ?? {
      accessTokenLifetimeSeconds: undefined,
      refreshTokenLifetimeSeconds: undefined,
      refreshTokenIdleSeconds: undefined,
      rotatesRefreshToken: undefined,
      refreshMarginSeconds: undefined,
    },
    now,
    issuedAt: now,
    expiresAt: later(now, lifetime),
    refreshedAt: now,
  })
  return (at.getTime() - now.getTime()) / 1000
}
