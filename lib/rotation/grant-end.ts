import type { TokenGrant } from '../provider/token-response.ts'
import type { Read } from './rotation-run.ts'
import { later } from './schedule.ts'

/**
 * When the refresh token is expected to die unless it is used or renewed; `undefined`: nobody says.
 *
 * The answer's own word counts first, then the catalogue: a lifetime of the refresh token runs anew when it was
 * replaced, an idle time whenever it is used.
 */
export const grantEnd = (
  {
    settings: { definition },
    stored: { credential },
    item,
  }: Pick<Read, 'settings' | 'stored' | 'item'>,
  granted: TokenGrant,
  at: Date,
): Date | undefined => {
  const { refreshTokenLifetimeSeconds, refreshTokenIdleSeconds } = definition
  const isReplaced =
    granted.refreshToken !== undefined && granted.refreshToken !== credential.refreshToken
  const ends = [
    granted.refreshTokenExpiresInSeconds === undefined
      ? undefined
      : later(at, granted.refreshTokenExpiresInSeconds),
    refreshTokenLifetimeSeconds === undefined || granted.refreshTokenExpiresInSeconds !== undefined
      ? undefined
      : isReplaced
        ? later(at, refreshTokenLifetimeSeconds)
        : item.grantEndsAt,
    refreshTokenIdleSeconds === undefined ? undefined : later(at, refreshTokenIdleSeconds),
  ].filter((date) => date !== undefined)
  return ends.length === 0 ? undefined : new Date(Math.min(...ends.map((date) => date.getTime())))
}
