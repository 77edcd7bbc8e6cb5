import type { ClientUnusable } from '../client/client-unusable.ts'

/**
 * Why a token endpoint gave no tokens.
 *
 * Shape: every field is safe to log. `providerCode` is an {@link ErrorCode}; nothing else of an answer is
 * kept. `mayBeApplied` says that the request may have been carried out although no answer was understood, so
 * that a single-use refresh token may be spent.
 */
export type TokenFailure =
  /** The provider says that the grant is dead: a person must consent again. */
  | { readonly tag: 'GrantRejected'; readonly providerCode: ErrorCode }
  /** The provider does not accept the client: its id or secret must be mended. */
  | { readonly tag: 'ClientRejected'; readonly providerCode: ErrorCode; readonly status: number }
  /** The provider does not accept the request: the definition, its parameters or scopes must be mended. */
  | { readonly tag: 'RequestRejected'; readonly providerCode: ErrorCode; readonly status: number }
  /** The provider is down, slow or busy: wait. */
  | {
      readonly tag: 'ProviderUnavailable'
      readonly cause: OutageCause
      readonly status?: number
      readonly mayBeApplied: boolean
      readonly retryAfterSeconds?: number
    }
  /** The client cannot prove itself, and nothing was sent: its key, or the permission to use it, must be mended. */
  | ClientUnusable
  /** The token URL leads somewhere that is not allowed: the definition or its parameters must be mended. */
  | { readonly tag: 'EndpointForbidden'; readonly reason: 'private address' | 'plain http' }

/** How a provider was unavailable. */
export type OutageCause =
  | 'timed out'
  | 'no connection'
  | 'connection lost'
  | 'server error'
  | 'unreadable answer'
  | 'rate limited'

/** Whether a failure counts against the provider itself: a rate limit does not. */
export const isOutage = (failure: TokenFailure): boolean =>
  failure.tag === 'ProviderUnavailable' && failure.cause !== 'rate limited'

/** What RFC 6749 (5.2), RFC 8628 (3.5), RFC 8707 and servers in trouble call an error. */
const ERROR_CODES: readonly string[] = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'invalid_target',
  'access_denied',
  'server_error',
  'temporarily_unavailable',
  'slow_down',
]

/**
 * An error code that may be repeated in messages: one of OAuth's, or one that the provider's definition lists.
 * Any other text of a server is `unrecognised`; no text at all is `none`.
 */
export type ErrorCode = string & { readonly ErrorCode: unique symbol }

/** Narrows what a server calls its error to a code that is safe to log; numbers count as their spelling. */
export const errorCode = (u: unknown, listed: readonly string[] = []): ErrorCode => {
  const spelling = typeof u === 'number' ? String(u) : u
  if (spelling === undefined || spelling === null || spelling === '') return safe('none')
  return safe([...ERROR_CODES, ...listed].find((code) => code === spelling) ?? 'unrecognised')
}

const safe = (code: string): ErrorCode => code as ErrorCode
