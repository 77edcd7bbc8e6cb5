import { createHash } from 'node:crypto'
import type { ParameterNames } from '../parameter-names.ts'
import type { ProviderDefinition } from '../provider-definition.ts'

/**
 * What a login is asked with.
 *
 * Shape: `page` is the provider's; `scopes` are what is asked for besides the definition's own; `state` and
 * `codeVerifier` are random, and the verifier stays here.
 */
export type AuthorizationRequest = {
  readonly definition: Pick<
    ProviderDefinition,
    'authorizationNames' | 'authorizationParameters' | 'parameterNames' | 'pkce' | 'scopeSeparator'
  >
  readonly page: URL
  readonly clientId: string
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly state: string
  readonly codeVerifier: string
}

/**
 * The URL that a person opens to consent.
 *
 * Source: RFC 6749 section 4.1.1, RFC 7636 section 4.3
 */
export const authorizationUrl = (request: AuthorizationRequest): URL => {
  const { definition, page, clientId, redirectUri, state, codeVerifier } = request
  const { scope: _, ...others } = definition.authorizationParameters ?? {}
  const scope = scopeOf(definition, request.scopes)
  const names: ParameterNames = {
    client_id: definition.parameterNames.client_id ?? 'client_id',
    ...definition.authorizationNames,
  }
  const ours = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    ...(scope === undefined ? {} : { scope }),
  }
  const parameters: Readonly<Record<string, string>> = {
    ...others,
    ...renamed(ours, names),
    state,
    ...(usesPkce(definition)
      ? {
          code_challenge: challengeOf(
            codeVerifier,
            definition.pkce === 'hex' ? 'hex' : 'base64url',
          ),
          code_challenge_method: 'S256',
        }
      : {}),
  }
  const url = new URL(page)
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  // form encoding has + for a space, which not every page reads so
  url.search = url.search.replaceAll('+', '%20')
  return url
}

/** Whether a login is bound to whoever began it by PKCE. */
export const usesPkce = ({ pkce }: Pick<ProviderDefinition, 'pkce'>): boolean => pkce !== false

/** The scopes of the definition and the given ones, each once. */
export const scopesWith = (
  { authorizationParameters }: Pick<ProviderDefinition, 'authorizationParameters'>,
  given: readonly string[],
): readonly string[] => {
  const always = (authorizationParameters?.scope ?? '').split(' ').filter((name) => name !== '')
  return [...new Set([...always, ...given])]
}

/** The same as the provider spells a list; `undefined`: none are asked for. */
export const scopeOf = (
  definition: Pick<ProviderDefinition, 'authorizationParameters' | 'scopeSeparator'>,
  given: readonly string[],
): string | undefined => {
  const scopes = scopesWith(definition, given)
  return scopes.length === 0 ? undefined : scopes.join(definition.scopeSeparator ?? ' ')
}

const renamed = (
  parameters: Readonly<Record<string, string>>,
  names: ParameterNames,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) => {
      const theirs = names[name]
      return theirs === null ? [] : [[theirs ?? name, value]]
    }),
  )

const challengeOf = (verifier: string, spelling: 'base64url' | 'hex'): string =>
  createHash('sha256').update(verifier).digest(spelling)
