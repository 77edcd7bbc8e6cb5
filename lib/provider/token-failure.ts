/**
 * Why a token endpoint gave no tokens.
 *
 * Shape: every field is safe to log. `providerCode` is one of {@link ErrorCode}; nothing else of an answer is
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

const ERROR_CODES = [
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
] as const

/** The OAuth error codes that may be repeated in messages; any other text of a server is `unrecognised`. */
export type ErrorCode = (typeof ERROR_CODES)[number] | 'unrecognised' | 'none'

/** Narrows what a server calls its error to a code that is safe to log. */
export const errorCode = (u: unknown): ErrorCode =>
  u === undefined ? 'none' : (ERROR_CODES.find((code) => code === u) ?? 'unrecognised')
