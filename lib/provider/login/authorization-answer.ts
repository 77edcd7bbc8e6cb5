import { timingSafeEqual } from 'node:crypto'

/**
 * What came back from a login.
 *
 * Shape: `Stranger` is not the answer to what was asked; a refusal has one of a fixed list of codes, never the
 * provider's own words. The code is as good as a password for some minutes: it is never shown.
 */
export type AuthorizationAnswer =
  | { readonly tag: 'Stranger' }
  | { readonly tag: 'Refused'; readonly code: AuthorizationRefusal }
  | { readonly tag: 'Granted'; readonly code: string }

/** Why a login gave no code. `other`: the provider says what is not in the list; `no code`: it says nothing. */
export type AuthorizationRefusal = (typeof REFUSALS)[number] | 'other' | 'no code'

/** Source: RFC 6749 section 4.1.2.1, OpenID Connect Core section 3.1.2.6 */
const REFUSALS = [
  'access_denied',
  'invalid_request',
  'invalid_scope',
  'unauthorized_client',
  'unsupported_response_type',
  'server_error',
  'temporarily_unavailable',
  'interaction_required',
  'login_required',
  'consent_required',
] as const

/**
 * Reads the parameters with which the browser came back.
 *
 * Only an answer with the `state` that was sent is one: any page may send a browser here. `codeNames` are what the
 * provider may call the code.
 *
 * Source: RFC 6749 sections 4.1.2 and 10.12
 */
export const readAuthorizationAnswer = (
  parameters: URLSearchParams,
  state: string,
  codeNames: readonly string[] = ['code'],
): AuthorizationAnswer => {
  const [given, ...more] = parameters.getAll('state')
  if (given === undefined || more.length > 0 || !isSame(given, state)) return { tag: 'Stranger' }
  const error = parameters.get('error')
  if (error !== null && error !== '')
    return { tag: 'Refused', code: REFUSALS.find((code) => code === error) ?? 'other' }
  const name = codeNames.find((known) => parameters.has(known)) ?? ''
  const [code, ...others] = parameters.getAll(name)
  return code === undefined || code === '' || others.length > 0
    ? { tag: 'Refused', code: 'no code' }
    : { tag: 'Granted', code }
}

/** A refusal in words, without a full stop. */
export const describeRefusal = (code: AuthorizationRefusal): string => {
  switch (code) {
    case 'access_denied':
      return 'the login was refused, by the person or by the provider (access_denied)'
    case 'invalid_scope':
      return 'the provider does not give these scopes to this client (invalid_scope); see --scope'
    case 'invalid_request':
    case 'unauthorized_client':
    case 'unsupported_response_type':
      return `the provider does not accept the login of this client (${code}); look at the redirect URI and the settings of the app there`
    case 'server_error':
    case 'temporarily_unavailable':
      return `the provider is in trouble (${code}); try again later`
    case 'interaction_required':
    case 'login_required':
    case 'consent_required':
      return `the provider wants another login (${code}); sign out there and try again`
    case 'other':
      return 'the provider refused the login with an error of its own'
    case 'no code':
      return 'the provider sent the browser back without a code'
  }
}

const isSame = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
