import * as TE from 'fp-ts/TaskEither'
import { allowInsecureRequests, customFetch, genericTokenEndpointRequest } from 'oauth4webapi'
import type { Grant } from '../credential/grant.ts'
import type { Client } from './client.ts'
import { bearerAssertion } from './client-assertion.ts'
import { clientAuthentication } from './client-authentication.ts'
import type { TokenPost } from './guarded-fetch.ts'
import type { ProviderDefinition } from './provider-definition.ts'
import type { Sign } from './signer.ts'
import type { TokenFailure } from './token-failure.ts'

/**
 * What is to be asked of a token endpoint.
 *
 * Shape: `token` is the stored token that is exchanged, a refresh token or, under the grant `access_token`, an access
 * token; the client's own grants need none.
 */
export type TokenRequest = {
  readonly definition: ProviderDefinition
  readonly url: URL
  readonly client: Client
  readonly token: string
  readonly timeoutMilliseconds: number
}

/** Sends one request; rejects with a `TokenFailure`. See `guardedFetch`. */
export type SendPost = (post: TokenPost) => Promise<Response>

/** What a token request needs of the world. */
export type TokenRequestEnv = {
  readonly sendPost: SendPost
  readonly sign: Sign
  readonly now: () => Date
  /** A new UUID. */
  readonly newId: () => string
}

/**
 * Sends a token request and gives the raw answer, whatever its status.
 *
 * Effect: not safe to repeat; a single-use refresh token is spent by it.
 * Errors: `ProviderUnavailable`, `EndpointForbidden` or `ClientUnusable` when there is no answer.
 * Source: RFC 6749 sections 4.4.2 and 6, RFC 7523 section 2.1
 */
export const requestToken =
  ({ sendPost, sign, now, newId }: TokenRequestEnv) =>
  (request: TokenRequest): TE.TaskEither<TokenFailure, Response> => {
    const { definition, url, client } = request
    const proof = { definition, client, url, sign, now, newId }
    return TE.tryCatch(
      async () =>
        genericTokenEndpointRequest(
          { issuer: url.origin, token_endpoint: url.href },
          { client_id: client.id },
          clientAuthentication(proof),
          definition.grantType ?? GRANT_TYPES[definition.grant],
          {
            ...definition.extraParameters,
            ...parametersOf(client, definition.clientParameters),
            ...(definition.grant === 'jwt_bearer'
              ? { assertion: await bearerAssertion(proof) }
              : tokenParameter(request)),
          },
          {
            // plain http is refused where the request is sent, unless it stays on this machine
            [allowInsecureRequests]: true,
            [customFetch]: (_, { headers, body }) =>
              sendPost(postOf(request, new Headers(headers), body)),
          },
        ),
      asTokenFailure,
    )
  }

const GRANT_TYPES: Readonly<Record<Grant, string>> = {
  refresh_token: 'refresh_token',
  client_credentials: 'client_credentials',
  jwt_bearer: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
  // a provider's own grants have a name of their own, and `none` never gets here
  access_token: '',
  none: '',
}

const tokenParameter = ({ definition, token }: TokenRequest): Readonly<Record<string, string>> =>
  definition.grant === 'refresh_token' || definition.grant === 'access_token'
    ? { [definition.grant]: token }
    : {}

const parametersOf = (
  { id, parameters }: Client,
  names: readonly string[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries({ ...parameters, client_id: id }).filter(([name]) => names.includes(name)),
  )

const postOf = (
  { definition, url, client, timeoutMilliseconds }: TokenRequest,
  headers: Headers,
  given: URLSearchParams,
): TokenPost => {
  headers.set('accept', 'application/json')
  headers.set('accept-encoding', 'identity')
  headers.delete('content-type')
  for (const [name, value] of Object.entries(definition.headers)) headers.set(name, value)
  return {
    method: definition.method,
    headers,
    timeoutMilliseconds,
    privateNetwork: definition.privateNetwork,
    certificate: client.certificate,
    ...placed(definition.bodyFormat, url, headers, renamed(definition, given)),
  }
}

/** The parameters by the names that the provider has for them. */
const renamed = ({ parameterNames }: ProviderDefinition, given: URLSearchParams): URLSearchParams =>
  new URLSearchParams(
    [...given].flatMap(([name, value]): [string, string][] => {
      const theirs = parameterNames[name]
      return theirs === null ? [] : [[theirs ?? name, value]]
    }),
  )

const placed = (
  format: ProviderDefinition['bodyFormat'],
  url: URL,
  headers: Headers,
  parameters: URLSearchParams,
): Pick<TokenPost, 'url' | 'body'> => {
  switch (format) {
    case 'form':
      headers.set('content-type', 'application/x-www-form-urlencoded')
      return { url, body: parameters.toString() }
    case 'json':
      headers.set('content-type', 'application/json')
      return { url, body: JSON.stringify(Object.fromEntries(parameters)) }
    case 'query': {
      const whole = new URL(url)
      for (const [name, value] of parameters) whole.searchParams.append(name, value)
      return { url: whole, body: '' }
    }
  }
}

/** Anything but our own failure values is a fault before the request left, such as a client id that cannot be encoded. */
const asTokenFailure = (thrown: unknown): TokenFailure =>
  isTokenFailure(thrown)
    ? thrown
    : { tag: 'ProviderUnavailable', cause: 'no connection', mayBeApplied: false }

const isTokenFailure = (u: unknown): u is TokenFailure =>
  typeof u === 'object' &&
  u !== null &&
  'tag' in u &&
  (u.tag === 'ProviderUnavailable' || u.tag === 'EndpointForbidden' || u.tag === 'ClientUnusable')
