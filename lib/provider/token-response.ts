import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import * as t from 'io-ts'
import { processRefreshTokenResponse } from 'oauth4webapi'
import type { ProviderDefinition } from './provider-definition.ts'
import { errorCode, type TokenFailure } from './token-failure.ts'

/** What a token endpoint granted. Shape: lifetimes in seconds from now; absent where the answer does not say. */
export type TokenGrant = {
  readonly accessToken: string
  readonly refreshToken?: string | undefined
  readonly expiresInSeconds?: number | undefined
  readonly refreshTokenExpiresInSeconds?: number | undefined
}

/**
 * Reads a token endpoint's answer.
 *
 * Only the provider's own `invalid_grant` is a dead grant; an answer that cannot be understood is an outage
 * that may have spent the refresh token.
 *
 * Errors: every `TokenFailure` but `EndpointForbidden`.
 * Source: RFC 6749 sections 5.1 and 5.2
 */
export const readTokenResponse =
  (
    definition: Pick<ProviderDefinition, 'answerKey'> &
      Partial<Pick<ProviderDefinition, 'accessTokenLifetimeSeconds'>>,
  ) =>
  (response: Response): TE.TaskEither<TokenFailure, TokenGrant> =>
    pipe(
      TE.tryCatch(
        () => response.text(),
        () => unreadable(response.status),
      ),
      TE.flatMap((text) => {
        const answer = parseAnswer(text, definition.answerKey)
        return response.ok && answer !== undefined && !isRefusal(answer)
          ? readGrant(answer, response.status, definition.accessTokenLifetimeSeconds)
          : TE.left(readRefusal(response, answer))
      }),
    )

type Answer = Readonly<Record<string, unknown>>

const parseAnswer = (body: string, answerKey: string | undefined): Answer | undefined => {
  if (hasTooManyParts(body)) return undefined
  const json = E.tryCatch(
    (): unknown => JSON.parse(body),
    () => undefined,
  )
  if (E.isLeft(json) || !t.UnknownRecord.is(json.right)) return undefined
  const wrapped = answerKey === undefined ? undefined : json.right[answerKey]
  return t.UnknownRecord.is(wrapped) && text(json.right.access_token) === undefined
    ? wrapped
    : json.right
}

/** Parsed, a megabyte of brackets takes more memory than a function has; an answer with tokens has a handful. */
const hasTooManyParts = (body: string): boolean => {
  let parts = 0
  for (let i = 0; i < body.length && parts <= MAX_PARTS; i++)
    if (body[i] === '[' || body[i] === '{') parts += 1
  return parts > MAX_PARTS
}

const MAX_PARTS = 10_000

/** Some servers refuse under status 200, and some send an empty `error` beside new tokens, which are never dropped. */
const isRefusal = ({ access_token: accessToken, error }: Answer): boolean =>
  text(accessToken) === undefined && error !== undefined && error !== null && error !== ''

/** Hands the library an answer without the quirks that it refuses: what it reads is ours to trust afterwards. */
const readGrant = (
  answer: Answer,
  status: number,
  providerLifetimeSeconds: number | undefined,
): TE.TaskEither<TokenFailure, TokenGrant> =>
  pipe(
    TE.tryCatch(
      () =>
        processRefreshTokenResponse(
          { issuer: 'https://provider.invalid' },
          { client_id: 'client' },
          Response.json({
            access_token: answer.access_token,
            token_type: 'bearer',
            refresh_token: text(answer.refresh_token),
            expires_in: credibleLifetime(answer.expires_in, providerLifetimeSeconds),
          }),
        ),
      () => unreadable(status),
    ),
    TE.map((granted) => ({
      accessToken: granted.access_token,
      refreshToken: granted.refresh_token,
      expiresInSeconds: granted.expires_in,
      refreshTokenExpiresInSeconds: lifetimeUpToTenYears(answer.refresh_token_expires_in),
    })),
  )

const readRefusal = (
  { status, headers, ok }: Response,
  answer: Answer | undefined,
): TokenFailure => {
  const providerCode = errorCode(answer?.error)
  const retryAfterSeconds = retryAfter(headers)
  if (status === 429 || providerCode === 'slow_down')
    return {
      tag: 'ProviderUnavailable',
      cause: 'rate limited',
      status,
      mayBeApplied: false,
      ...retryAfterSeconds,
    }
  if (
    status >= 500 ||
    providerCode === 'server_error' ||
    providerCode === 'temporarily_unavailable'
  )
    return {
      tag: 'ProviderUnavailable',
      cause: 'server error',
      status,
      mayBeApplied: true,
      ...retryAfterSeconds,
    }
  if (providerCode === 'invalid_grant') return { tag: 'GrantRejected', providerCode }
  if (providerCode === 'invalid_client' || providerCode === 'unauthorized_client')
    return { tag: 'ClientRejected', providerCode, status }
  return ok && answer === undefined
    ? unreadable(status)
    : { tag: 'RequestRejected', providerCode, status }
}

const unreadable = (status: number): TokenFailure => ({
  tag: 'ProviderUnavailable',
  cause: 'unreadable answer',
  status,
  mayBeApplied: true,
})

const text = (u: unknown): string | undefined => (typeof u === 'string' && u !== '' ? u : undefined)

/** Numbers and numbers spelt as strings; 0 and below mean "not said" at the providers that send them. */
const seconds = (u: unknown): number | undefined => {
  const number = typeof u === 'string' && /^\d{1,12}(\.\d+)?$/.test(u) ? Number(u) : u
  return typeof number === 'number' && number > 0 && Number.isFinite(number)
    ? Math.ceil(number)
    : undefined
}

/**
 * An access token that is said to outlive twice the provider's known lifetime, or ten years, is not believed, like a
 * stored one (`trustedExpiry`): milliseconds, a date in seconds, or nonsense would park the credential until long
 * after its access token ended.
 */
const credibleLifetime = (
  u: unknown,
  providerLifetimeSeconds: number = MAX_LIFETIME_SECONDS / 2,
): number | undefined => {
  const said = seconds(u)
  return said === undefined || said > 2 * providerLifetimeSeconds ? undefined : said
}

/** What is said of a refresh token is only a forecast. */
const lifetimeUpToTenYears = (u: unknown): number | undefined => {
  const said = seconds(u)
  return said === undefined ? undefined : Math.min(said, MAX_LIFETIME_SECONDS)
}

/** Ten years: no lifetime is believed beyond it. */
const MAX_LIFETIME_SECONDS = 315_360_000

/** Seconds, or a date that is held against the server's own clock. Source: RFC 9110 section 10.2.3 */
const retryAfter = (headers: Headers): { readonly retryAfterSeconds?: number } => {
  const header = headers.get('retry-after') ?? ''
  if (/^\d{1,9}$/.test(header)) return { retryAfterSeconds: Number(header) }
  const wait = (Date.parse(header) - Date.parse(headers.get('date') ?? '')) / 1000
  return wait > 0 ? { retryAfterSeconds: Math.ceil(wait) } : {}
}
