import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { usesPkce } from './authorization-request.ts'
import type { Client } from './client.ts'
import { withEitherSecret } from './either-secret.ts'
import type { ProviderDefinition } from './provider-definition.ts'
import type { TokenFailure } from './token-failure.ts'
import { requestToken, type TokenRequestEnv } from './token-request.ts'
import { readTokenResponse, type TokenGrant } from './token-response.ts'

/** A code to be exchanged. Shape: `redirectUri` and `codeVerifier` are those of the login; `url` is where codes are exchanged. */
export type CodeExchange = {
  readonly definition: ProviderDefinition
  readonly url: URL
  readonly client: Client
  readonly code: string
  readonly redirectUri: string
  readonly codeVerifier: string
}

/**
 * Exchanges the code of a login for tokens, with the client's proof and the spelling that refreshes have at this
 * provider.
 *
 * Effect: not safe to repeat; a code works once.
 * Errors: every `TokenFailure`; `GrantRejected` speaks of the code.
 * Source: RFC 6749 section 4.1.3, RFC 7636 section 4.5
 */
export const exchangeCode =
  (env: TokenRequestEnv) =>
  ({
    definition,
    url,
    client,
    code,
    redirectUri,
    codeVerifier,
  }: CodeExchange): TE.TaskEither<TokenFailure, TokenGrant> =>
    askAs(env)({
      definition,
      url,
      client,
      grantType: 'authorization_code',
      parameters: {
        code,
        redirect_uri: redirectUri,
        ...(usesPkce(definition) ? { code_verifier: codeVerifier } : {}),
      },
      read: readTokenResponse({ definition, at: env.now() }),
    })

/** A question to a provider under another grant than its refreshes have. Shape: without a `grantType` none is sent. */
export type OtherQuestion<A> = {
  readonly definition: ProviderDefinition
  readonly url: URL
  readonly client: Client
  readonly grantType: string | undefined
  readonly parameters: Readonly<Record<string, string>>
  readonly read: (response: Response) => TE.TaskEither<TokenFailure, A>
}

/**
 * Asks as a refresh asks: form, headers, names of parameters and the client's proof are the definition's.
 *
 * Errors: every `TokenFailure`.
 */
export const askAs =
  (env: TokenRequestEnv) =>
  <A>({
    definition,
    url,
    client,
    grantType,
    parameters,
    read,
  }: OtherQuestion<A>): TE.TaskEither<TokenFailure, A> => {
    const { grant_type: _, ...names } = definition.parameterNames
    const asked: ProviderDefinition = {
      ...definition,
      // a grant of the client's own carries no token of ours
      grant: 'client_credentials',
      grantType: grantType ?? 'none',
      method: 'POST',
      parameterNames: grantType === undefined ? { ...names, grant_type: null } : names,
      extraParameters: { ...definition.extraParameters, ...parameters },
      // what this question says itself, the client's secret does not say again
      clientParameters: definition.clientParameters.filter(
        (name) => !Object.hasOwn(parameters, name),
      ),
    }
    return withEitherSecret(new Set())(client, (one) =>
      pipe(
        requestToken(env)({
          definition: asked,
          url,
          client: one,
          token: '',
          timeoutMilliseconds: REQUEST_SECONDS * 1000,
        }),
        TE.flatMap(read),
      ),
    )
  }

const REQUEST_SECONDS = 20
