import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import type { Client } from '../client/client.ts'
import { withEitherSecret } from '../client/either-secret.ts'
import type { ParameterNames } from '../parameter-names.ts'
import type { ProviderDefinition } from '../provider-definition.ts'
import type { Answer } from '../token/http-answer.ts'
import type { TokenFailure } from '../token/token-failure.ts'
import { requestToken, type TokenRequestEnv } from '../token/token-request.ts'
import { readTokenResponse, type TokenGrant } from '../token/token-response.ts'
import { usesPkce } from './authorization-request.ts'
import { ruledBy } from './exchange-rules.ts'

/**
 * A code to be exchanged.
 *
 * Shape: `redirectUri` and `codeVerifier` are those of the login; `url` is where codes are exchanged, and `longLivedUrl`
 * where the token of a code is exchanged for one that can be kept.
 */
export type CodeExchange = {
  readonly definition: ProviderDefinition
  readonly url: URL
  readonly client: Client
  readonly code: string
  readonly redirectUri: string
  readonly codeVerifier: string
  readonly longLivedUrl?: URL | undefined
}

/**
 * Exchanges the code of a login for tokens, with the client's proof and the spelling that refreshes have at this
 * provider where its definition says nothing else of codes; and a token that is too short-lived to be kept for another.
 *
 * Effect: not safe to repeat; a code works once.
 * Errors: every `TokenFailure`; `GrantRejected` speaks of the code.
 * Source: RFC 6749 section 4.1.3, RFC 7636 section 4.5
 */
export const exchangeCode =
  (env: TokenRequestEnv) =>
  (exchange: CodeExchange): TE.TaskEither<TokenFailure, TokenGrant> => {
    const { definition, url, client, code, redirectUri, codeVerifier } = exchange
    const ruled = ruledBy(definition, definition.codeExchange)
    return pipe(
      askAs(env)({
        definition: ruled,
        url,
        client,
        grantType: 'authorization_code',
        names: definition.codeExchange?.parameterNames,
        parameters: {
          code,
          redirect_uri: redirectUri,
          ...(usesPkce(definition) ? { code_verifier: codeVerifier } : {}),
        },
        read: readTokenResponse({ definition: ruled, at: env.now() }),
      }),
      TE.flatMap((granted) => longLived(env)(exchange, granted)),
    )
  }

/** The short-lived token of a code is lost where this fails: the person logs in again. */
const longLived =
  (env: TokenRequestEnv) =>
  (
    { definition, client, longLivedUrl }: CodeExchange,
    granted: TokenGrant,
  ): TE.TaskEither<TokenFailure, TokenGrant> => {
    const { longLivedExchange: rules } = definition
    if (rules === undefined || longLivedUrl === undefined) return TE.right(granted)
    const ruled = ruledBy(definition, rules)
    return askAs(env)({
      definition: ruled,
      url: longLivedUrl,
      client,
      grantType: rules.grantType,
      names: ruled.parameterNames,
      method: rules.method,
      parameters: { access_token: granted.accessToken },
      read: readTokenResponse({ definition: ruled, at: env.now() }),
    })
  }

/**
 * A question to a provider under another grant than its refreshes have.
 *
 * Shape: without a `grantType` none is sent; `names` are what parameters are called in this very question, absent: as in
 * a refresh, but for the grant; `method` is POST where it is absent.
 */
export type OtherQuestion<A> = {
  readonly definition: ProviderDefinition
  readonly url: URL
  readonly client: Client
  readonly grantType: string | undefined
  readonly names?: ParameterNames | undefined
  readonly method?: ProviderDefinition['method'] | undefined
  readonly parameters: Readonly<Record<string, string>>
  readonly read: (response: Answer) => TE.TaskEither<TokenFailure, A>
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
    names = withoutGrantType(definition.parameterNames),
    method = 'POST',
    parameters,
    read,
  }: OtherQuestion<A>): TE.TaskEither<TokenFailure, A> => {
    const asked: ProviderDefinition = {
      ...definition,
      // a grant of the client's own carries no token of ours
      grant: 'client_credentials',
      grantType: grantType ?? 'none',
      method,
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

const withoutGrantType = ({ grant_type: _, ...names }: ParameterNames): ParameterNames => names

const REQUEST_SECONDS = 20
