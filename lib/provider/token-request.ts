import * as TE from 'fp-ts/TaskEither'
import {
  allowInsecureRequests,
  clientCredentialsGrantRequest,
  customFetch,
  refreshTokenGrantRequest,
} from 'oauth4webapi'
import { type Client, clientAuthentication } from './client-authentication.ts'
import type { TokenPost } from './guarded-fetch.ts'
import type { ProviderDefinition } from './provider-definition.ts'
import type { TokenFailure } from './token-failure.ts'

/** What is to be asked of a token endpoint. Shape: `refreshToken` is unused by the client-credentials grant. */
export type TokenRequest = {
  readonly definition: ProviderDefinition
  readonly url: URL
  readonly client: Client
  readonly refreshToken: string
  readonly timeoutMilliseconds: number
}

/** Sends one POST; rejects with a `TokenFailure`. See `guardedFetch`. */
export type SendPost = (post: TokenPost) => Promise<Response>

/**
 * Sends a token request and gives the raw answer, whatever its status.
 *
 * Effect: not safe to repeat; a single-use refresh token is spent by it.
 * Errors: `ProviderUnavailable` or `EndpointForbidden` when there is no answer.
 * Source: RFC 6749 sections 4.4.2 and 6
 */
export const requestToken =
  (send: SendPost) =>
  ({
    definition,
    url,
    client,
    refreshToken,
    timeoutMilliseconds,
  }: TokenRequest): TE.TaskEither<TokenFailure, Response> => {
    const server = { issuer: url.origin, token_endpoint: url.href }
    const options = {
      // plain http is refused where the request is sent, unless it stays on this machine
      [allowInsecureRequests]: true,
      [customFetch]: async (
        _: string,
        { headers, body }: { headers: Record<string, string>; body: URLSearchParams },
      ) =>
        send({
          url,
          timeoutMilliseconds,
          privateNetwork: definition.privateNetwork,
          ...encodeBody(definition.bodyFormat, headers, body),
        }),
    }
    const parameters = definition.extraParameters
    const self = { client_id: client.id }
    return TE.tryCatch(async () => {
      const authentication = clientAuthentication(definition.clientAuth, client)
      return definition.grant === 'client_credentials'
        ? clientCredentialsGrantRequest(server, self, authentication, parameters, options)
        : refreshTokenGrantRequest(server, self, authentication, refreshToken, {
            ...options,
            additionalParameters: parameters,
          })
    }, asTokenFailure)
  }

const encodeBody = (
  format: ProviderDefinition['bodyFormat'],
  given: Record<string, string>,
  parameters: URLSearchParams,
): Pick<TokenPost, 'headers' | 'body'> => {
  const headers = new Headers(given)
  headers.set('accept', 'application/json')
  headers.set('accept-encoding', 'identity')
  headers.set(
    'content-type',
    format === 'json' ? 'application/json' : 'application/x-www-form-urlencoded',
  )
  return {
    headers,
    body:
      format === 'json' ? JSON.stringify(Object.fromEntries(parameters)) : parameters.toString(),
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
  (u.tag === 'ProviderUnavailable' || u.tag === 'EndpointForbidden')
