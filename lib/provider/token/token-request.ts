import * as E from 'fp-ts/Either'
import type * as TE from 'fp-ts/TaskEither'
import type { Grant } from '../../credential/grant.ts'
import type { Client } from '../client/client.ts'
import { bearerAssertion } from '../client/client-assertion.ts'
import { clientAuthentication } from '../client/client-authentication.ts'
import type { Sign } from '../client/signer.ts'
import type { ProviderDefinition } from '../provider-definition.ts'
import type { TokenPost } from './guarded-fetch.ts'
import type { Answer } from './http-answer.ts'
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
export type SendPost = (post: TokenPost) => Promise<Answer>

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
  (env: TokenRequestEnv) =>
  (request: TokenRequest): TE.TaskEither<TokenFailure, Answer> =>
  async () => {
    try {
      return E.right(await env.sendPost(await postOf(env, request)))
    } catch (thrown) {
      return E.left(asTokenFailure(thrown))
    }
  }

const postOf = async (
  { sign, now, newId }: TokenRequestEnv,
  request: TokenRequest,
): Promise<TokenPost> => {
  const { definition, url, client, timeoutMilliseconds } = request
  const proof = { definition, client, url, sign, now, newId }
  const headers = {
    accept: 'application/json',
    'accept-encoding': 'identity',
    'user-agent': 'token-rotation',
  }
  const parameters = new URLSearchParams({
    ...definition.extraParameters,
    ...parametersOf(client, definition.clientParameters),
    ...(definition.grant === 'jwt_bearer'
      ? { assertion: await bearerAssertion(proof) }
      : tokenParameter(request)),
  })
  parameters.set('grant_type', definition.grantType ?? GRANT_TYPES[definition.grant])
  await clientAuthentication(proof)(client.id, parameters, headers)
  const own = Object.entries(definition.headers).map(([name, value]) => [name.toLowerCase(), value])
  const place = placed(definition.bodyFormat, url, renamed(definition, parameters))
  return {
    ...place,
    method: definition.method,
    headers: { ...headers, ...Object.fromEntries(own), ...place.headers },
    timeoutMilliseconds,
    privateNetwork: definition.privateNetwork,
    certificate: client.certificate,
  }
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
  parameters: URLSearchParams,
): Pick<TokenPost, 'url' | 'body' | 'headers'> => {
  switch (format) {
    case 'form':
      return {
        url,
        body: parameters.toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }
    case 'json':
      return {
        url,
        body: JSON.stringify(Object.fromEntries(parameters)),
        headers: { 'content-type': 'application/json' },
      }
    case 'query': {
      const whole = new URL(url)
      for (const [name, value] of parameters) whole.searchParams.append(name, value)
      return { url: whole, body: '', headers: {} }
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
