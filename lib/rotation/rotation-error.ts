import { describeProblem, type Problem } from '../codec/decode.ts'
import type { TokenFailure } from '../provider/token/token-failure.ts'
import type { Status } from './ledger-item.ts'
import type { InvalidTag } from './policy.ts'

/** A call to AWS that did not succeed. Shape: the operation's and the exception's name. */
export type AwsFailure = {
  readonly tag: 'AwsFailure'
  readonly operation: string
  readonly code: string
}

/** The lease ran out and somebody else may be at the secret. */
export type LeaseLost = { readonly tag: 'LeaseLost' }

/** Why a credential could not be refreshed, by what an operator does about it: each field is safe to log. */
export type CredentialError =
  /** Mend the secret's text. */
  | { readonly tag: 'InvalidSecret'; readonly problems: readonly Problem[] }
  /** Mend the secret's tags. */
  | InvalidTag
  /** Mend the secret that holds the OAuth client. */
  | { readonly tag: 'InvalidClientSecret'; readonly secretName: string; readonly expected: string }
  /** Find out who puts an old value back again and again. */
  | { readonly tag: 'RestoreLoop'; readonly restoresToday: number }
  /** Make room in the secret, or let it be written: the newest tokens are kept elsewhere until then. */
  | { readonly tag: 'SecretRefuses'; readonly code: string }
  /** Log in again: the stored refresh token is spent and the newest one is gone. */
  | { readonly tag: 'NewestTokenLost' }
  /** Log in again at the provider; `answerWasLost` says that an earlier answer was, which may be why, `meaning` what else may be. */
  | (Extract<TokenFailure, { tag: 'GrantRejected' }> & {
      readonly answerWasLost: boolean
      readonly providerName: string
      readonly meaning: string | undefined
    })
  | Exclude<TokenFailure, { tag: 'GrantRejected' }>

/** The status that a failure puts a credential into. */
export const statusOf = (error: CredentialError): Status => {
  switch (error.tag) {
    case 'InvalidSecret':
    case 'InvalidTag':
    case 'InvalidClientSecret':
    case 'EndpointForbidden':
      return 'invalid'
    case 'GrantRejected':
    case 'NewestTokenLost':
      return 'reauthorize'
    case 'SecretRefuses':
    case 'RestoreLoop':
    case 'ClientRejected':
    case 'ClientUnusable':
    case 'RequestRejected':
    case 'ProviderUnavailable':
      return 'failing'
  }
}

/** The code under which a failure stands in the ledger and in events. */
export const codeOf = (error: CredentialError): string => {
  switch (error.tag) {
    case 'InvalidSecret':
      return 'invalid_secret'
    case 'InvalidTag':
      return 'invalid_tag'
    case 'InvalidClientSecret':
      return 'invalid_client_secret'
    case 'EndpointForbidden':
      return 'endpoint_forbidden'
    case 'GrantRejected':
      return 'grant_rejected'
    case 'SecretRefuses':
      return 'secret_refuses'
    case 'NewestTokenLost':
      return 'newest_token_lost'
    case 'RestoreLoop':
      return 'restore_loop'
    case 'ClientRejected':
      return 'client_rejected'
    case 'ClientUnusable':
      return 'client_unusable'
    case 'RequestRejected':
      return 'request_rejected'
    case 'ProviderUnavailable':
      return error.mayBeApplied ? ANSWER_LOST : 'provider_unavailable'
  }
}

/** The code of a request whose answer was lost: its refresh token may be spent. */
export const ANSWER_LOST = 'answer_lost'

/** One sentence for people, in a form that may be sent to anybody. */
export const describe = (error: CredentialError): string => {
  switch (error.tag) {
    case 'InvalidSecret':
      return `the secret's text is not a credential: ${error.problems.map(describeProblem).join('; ')}`
    case 'InvalidTag':
      return `tag ${error.name}: expected ${error.expected}`
    case 'InvalidClientSecret':
      return `secret ${error.secretName}: expected ${error.expected}`
    case 'EndpointForbidden':
      return `the token URL leads to a place that is not allowed (${error.reason})`
    case 'GrantRejected':
      return rejection(error)
    case 'SecretRefuses':
      return `the secret does not take the newest tokens (${error.code}); they are kept and tried again, make the secret's text smaller or mend what refuses it`
    case 'NewestTokenLost':
      return 'an old refresh token was put back and the version with the newest one is gone; a person must log in again'
    case 'RestoreLoop':
      return `an old refresh token was put back ${error.restoresToday + 1} times today; it is no longer restored until tomorrow, find out who writes it`
    case 'ClientRejected':
      return `the provider does not accept the client (${error.providerCode}, status ${error.status}); check its id and secret`
    case 'ClientUnusable':
      return `the client cannot prove itself (${error.operation === undefined ? '' : `${error.operation} failed: `}${error.code}); check its key or certificate, and that this deployment may use it`
    case 'RequestRejected':
      return `the provider does not accept the request (${error.providerCode}, status ${error.status}); check the provider definition and the tags`
    case 'ProviderUnavailable':
      return `the provider did not answer as it should (${error.cause}${error.status === undefined ? '' : `, status ${error.status}`}); it is tried again`
  }
}

const rejection = ({
  providerName,
  providerCode,
  answerWasLost,
  meaning,
}: Extract<CredentialError, { tag: 'GrantRejected' }>): string => {
  const lost = answerWasLost ? ', and an earlier answer of it was lost' : ''
  const why = meaning === undefined ? '' : `: ${meaning}`
  return `${providerName} rejected the refresh token (${providerCode})${lost}${why}; a person must log in again at ${providerName} and put the new tokens into the secret`
}
