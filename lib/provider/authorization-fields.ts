import * as t from 'io-ts'
import { NonEmptyString } from '../codec/non-empty-string.ts'
import { optional } from '../codec/optional.ts'
import { refine } from '../codec/refine.ts'
import { isTokenUrl } from './token-url.ts'

/** A URL of a provider as a definition has it. */
export const EndpointUrl = refine(
  t.string,
  'an https URL, with {variables} in its host or path only',
  isTokenUrl,
)

/** What a login sends by itself, and no definition may say otherwise. */
const OURS = [
  'response_type',
  'client_id',
  'redirect_uri',
  'state',
  'code_challenge',
  'code_challenge_method',
]

const AuthorizationParameters = refine(
  t.record(t.string, t.string, 'an object of strings'),
  `an object of strings without ${OURS.join(', ')}`,
  (parameters) => OURS.every((name) => !Object.hasOwn(parameters, name)),
)

/**
 * The fields of a provider's definition that tell how a person logs in. The functions do without them.
 *
 * Shape: the variables of the URLs are those of the token URL.
 */
export const authorizationFields = {
  /** The page at which a person consents. */
  authorizationUrl: optional(EndpointUrl),
  /** Sent along to that page. `scope` is what has to be asked for whatever else is, with spaces in between. */
  authorizationParameters: optional(AuthorizationParameters),
  /** What stands between two scopes; absent: a space. */
  scopeSeparator: optional(NonEmptyString),
  /** Whether the login is bound to this machine by PKCE; absent: yes, a provider that does not know it ignores it. */
  pkce: optional(t.boolean),
  /** Where the code of a login is exchanged, if that is not the token URL. */
  codeTokenUrl: optional(EndpointUrl),
  /** Where a device asks for a code that a person enters elsewhere. Source: RFC 8628 */
  deviceAuthorizationUrl: optional(EndpointUrl),
}
