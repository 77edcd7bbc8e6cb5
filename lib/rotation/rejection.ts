import type { ProviderDefinition } from '../provider/provider-definition.ts'
import { timeSpan } from '../provider/time-span.ts'

/** What of a definition tells why a grant may have died. */
type GrantRules = Pick<
  ProviderDefinition,
  | 'whenRejected'
  | 'rotatesRefreshToken'
  | 'reuseGraceSeconds'
  | 'refreshTokenLifetimeSeconds'
  | 'refreshTokenIdleSeconds'
  | 'grantLifetimeSeconds'
>

/**
 * What a rejected refresh token means at its provider, as far as the catalogue knows.
 *
 * Shape: one clause without a full stop, from the definition alone, so that nothing of an answer is in it;
 * `undefined`: nothing is known that helps.
 */
export const meaningOfRejection = (definition: GrantRules): string | undefined => {
  const { whenRejected, rotatesRefreshToken, reuseGraceSeconds } = definition
  if (whenRejected !== undefined) return whenRejected
  const isSingleUse = reuseGraceSeconds === 0 && rotatesRefreshToken === true
  const facts = [
    ends(definition.grantLifetimeSeconds, (time) => `a consent lasts ${time} there`),
    ends(definition.refreshTokenIdleSeconds, (time) => `a refresh token dies unused after ${time}`),
    ends(definition.refreshTokenLifetimeSeconds, (time) => `a refresh token lives ${time}`),
    isSingleUse ? 'each refresh token is good for one use, so nothing else may use it' : undefined,
  ].filter((fact) => fact !== undefined)
  return facts.length === 0 ? undefined : facts.join('; ')
}

const ends = (seconds: number | undefined, say: (time: string) => string): string | undefined =>
  seconds === undefined ? undefined : say(timeSpan(seconds))
