import * as E from 'fp-ts/Either'
import type * as TE from 'fp-ts/TaskEither'
import type { EndField } from '../answer-fields.ts'
import type { ProviderDefinition } from '../provider-definition.ts'
import type { Answer } from './http-answer.ts'
import { firstText, parseAnswer, type TokenAnswer, textOf, tokenPart } from './token-answer.ts'
import type { TokenFailure } from './token-failure.ts'
import { credibleLifetime, lifetimeUpToTenYears, saidLifetime } from './token-lifetime.ts'
import { isRefusal, readRefusal, unreadable } from './token-refusal.ts'

/** What a token endpoint granted. Shape: lifetimes in seconds from the request; absent where the answer does not say. */
export type TokenGrant = {
  readonly accessToken: string
  readonly refreshToken?: string | undefined
  readonly expiresInSeconds?: number | undefined
  readonly refreshTokenExpiresInSeconds?: number | undefined
  /** Until a person has to consent again, whatever is refreshed. */
  readonly grantExpiresInSeconds?: number | undefined
  readonly idToken?: string | undefined
  readonly scope?: string | undefined
  readonly tokenType?: string | undefined
}

/** What an answer is read by. Shape: `at` is when it was asked for; `accessToken` is the stored one. */
export type ResponseContext = {
  readonly definition: Pick<
    ProviderDefinition,
    | 'answer'
    | 'answerKey'
    | 'accessTokenLifetimeSeconds'
    | 'keepsAccessToken'
    | 'refusals'
    | 'successWhen'
  >
  readonly at: Date
  readonly accessToken?: string | undefined
}

/**
 * Reads a token endpoint's answer.
 *
 * Only the provider's own word is a dead grant; an answer that cannot be understood is an outage that may have spent
 * the refresh token.
 *
 * Errors: every `TokenFailure` but `EndpointForbidden`.
 * Source: RFC 6749 sections 5.1 and 5.2
 */
export const readTokenResponse =
  (context: ResponseContext) =>
  (response: Answer): TE.TaskEither<TokenFailure, TokenGrant> =>
  async () => {
    const { definition } = context
    const body = await response.text().catch(() => undefined)
    if (body === undefined) return E.left(unreadable(response.status))
    const answer = parseAnswer(body)
    if (answer === undefined) return E.left(readRefusal(response, undefined, definition))
    const part = tokenPart(answer, definition)
    const accessToken = accessTokenOf(part, context)
    return response.ok && !isRefusal(answer, definition, accessToken)
      ? readGrant(part, response.status, context, accessToken)
      : E.left(readRefusal(response, answer, definition))
  }

const readGrant = (
  answer: TokenAnswer,
  status: number,
  { definition, at }: ResponseContext,
  accessToken: string | undefined,
): E.Either<TokenFailure, TokenGrant> => {
  if (accessToken === undefined) return E.left(unreadable(status))
  const { refreshToken, accessTokenEnd, refreshTokenEnd, grantEnd } = definition.answer ?? {}
  const said = (ends: readonly EndField[]) => saidLifetime(answer, ends, at)
  return E.right({
    accessToken,
    refreshToken: firstText(answer, refreshToken ?? ['refresh_token']),
    expiresInSeconds: credibleLifetime(
      said(accessTokenEnd ?? EXPIRES_IN),
      definition.accessTokenLifetimeSeconds,
    ),
    refreshTokenExpiresInSeconds: lifetimeUpToTenYears(
      said(refreshTokenEnd ?? REFRESH_TOKEN_EXPIRES_IN),
    ),
    grantExpiresInSeconds: lifetimeUpToTenYears(said(grantEnd ?? [])),
    idToken: textOf(answer.id_token),
    scope: scopeOf(answer.scope),
    tokenType: textOf(answer.token_type),
  })
}

const EXPIRES_IN: readonly EndField[] = [{ field: 'expires_in', as: 'seconds' }]
const REFRESH_TOKEN_EXPIRES_IN: readonly EndField[] = [
  { field: 'refresh_token_expires_in', as: 'seconds' },
]

const accessTokenOf = (
  answer: TokenAnswer,
  { definition, accessToken }: ResponseContext,
): string | undefined =>
  firstText(answer, definition.answer?.accessToken ?? ['access_token']) ??
  (definition.keepsAccessToken ? accessToken : undefined)

/** RFC 6749 has one text; some send a list. */
const scopeOf = (u: unknown): string | undefined =>
  Array.isArray(u) && u.every((part) => typeof part === 'string') && u.length > 0
    ? u.join(' ')
    : textOf(u)
