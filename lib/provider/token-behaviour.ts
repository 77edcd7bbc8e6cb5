import type { ProviderDefinition } from './provider-definition.ts'
import { timeSpan } from './time-span.ts'

/** What is refreshed at a provider, and how its refresh token behaves; clauses without a full stop. */
export const whatIsRefreshed = (definition: ProviderDefinition): string => {
  switch (definition.grant) {
    case 'none':
      return 'its tokens do not end: nothing to refresh'
    case 'client_credentials':
    case 'jwt_bearer':
      return 'none: the client asks for itself'
    case 'access_token':
      return 'none: the access token is exchanged while it is good'
    case 'refresh_token':
      return refreshToken(definition)
  }
}

const refreshToken = (definition: ProviderDefinition): string =>
  [
    rotation(definition),
    grace(definition),
    figure(definition, 'refreshTokenIdleSeconds', (s) => `dies unused after ${timeSpan(s)}`),
    figure(definition, 'refreshTokenLifetimeSeconds', (s) => `lives ${timeSpan(s)}`),
    figure(definition, 'grantLifetimeSeconds', (s) => `a consent lasts ${timeSpan(s)}`),
  ]
    .filter((fact) => fact !== undefined)
    .join('; ')

const rotation = (definition: ProviderDefinition): string => {
  switch (definition.rotatesRefreshToken) {
    case true:
      return `replaced when it is used${doubt(definition, 'rotatesRefreshToken')}`
    case false:
      return `stays the same${doubt(definition, 'rotatesRefreshToken')}`
    case undefined:
      return 'may be replaced'
  }
}

const grace = (definition: ProviderDefinition): string | undefined =>
  figure(definition, 'reuseGraceSeconds', (seconds) =>
    seconds === 0
      ? definition.rotatesRefreshToken === true
        ? 'good for one use'
        : 'a replaced one is dead at once'
      : `a replaced one answers ${timeSpan(seconds)} more`,
  )

type Figure = Extract<keyof ProviderDefinition, `${string}Seconds`>

/** A figure in words, and whether it is doubted; `undefined`: nobody knows it. */
export const figure = (
  definition: ProviderDefinition,
  field: Figure,
  say: (seconds: number) => string,
): string | undefined => {
  const seconds = definition[field]
  return seconds === undefined ? undefined : `${say(seconds)}${doubt(definition, field)}`
}

const doubt = ({ unconfirmed }: ProviderDefinition, field: string): string =>
  unconfirmed.includes(field) ? ' (unconfirmed)' : ''
