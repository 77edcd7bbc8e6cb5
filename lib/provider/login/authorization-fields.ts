import * as t from 'io-ts'
import { anyOf } from '../../codec/any-of.ts'
import { NonEmptyString } from '../../codec/non-empty-string.ts'
import { oneOf } from '../../codec/one-of.ts'
import { oneOrMore } from '../../codec/one-or-more.ts'
import { optional } from '../../codec/optional.ts'
import { recordOf } from '../../codec/record-of.ts'
import { refine } from '../../codec/refine.ts'
import { EndpointUrl } from '../endpoint-url.ts'
import { parameterNames } from '../parameter-names.ts'
import { CodeRules, LongLivedRules } from './exchange-rules.ts'

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
  recordOf(t.string, 'an object of strings'),
  `an object of strings without ${OURS.join(', ')}`,
  (parameters) => OURS.every((name) => !Object.hasOwn(parameters, name)),
)

const PageNames = refine(
  parameterNames(['response_type', 'client_id', 'redirect_uri', 'scope']),
  'an object whose keys are among response_type, client_id, redirect_uri, scope and whose values are names; response_type may be null for "not sent"',
  ({ response_type: _, ...names }) => Object.values(names).every((name) => name !== null),
)

const HOST = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/

const Hosts = refine(
  recordOf(t.string, 'an object of hosts'),
  'an object whose keys and values are hosts',
  (hosts) => [...Object.keys(hosts), ...Object.values(hosts)].every((host) => HOST.test(host)),
)

const Pkce = anyOf<boolean | 'hex'>('true, false or hex', [t.boolean, t.literal('hex')])

/**
 * The fields of a provider's definition that tell how a person logs in. The functions do without them.
 *
 * Shape: the variables of the URLs are those of the token URL.
 */
export const authorizationFields = {
  /** The page at which a person consents. */
  authorizationUrl: optional(EndpointUrl),
  /** The host of that page where the token URL has another host than the usual one, by that host. */
  authorizationHosts: optional(Hosts),
  /** Sent along to that page. `scope` is what has to be asked for whatever else is, with spaces in between. */
  authorizationParameters: optional(AuthorizationParameters),
  /** What that page calls the parameters of a login; absent: what token requests call the client, and the RFC the others. */
  authorizationNames: optional(PageNames),
  /** What stands between two scopes; absent: a space. */
  scopeSeparator: optional(NonEmptyString),
  /**
   * Whether the login is bound to this machine by PKCE; absent: yes, a provider that does not know it ignores it.
   * `hex`: yes, and the hash of the challenge is spelt in hexadecimal.
   */
  pkce: optional(Pkce),
  /**
   * Which redirect URIs of this machine the provider takes over plain http: those with the address, those with the name,
   * or none; absent: not known to matter.
   */
  loopbackRedirect: optional(oneOf(['127.0.0.1', 'localhost', 'none'])),
  /** What the code is called in the address that the browser comes back to; absent: `code`. The first that is there counts. */
  codeNames: optional(oneOrMore(NonEmptyString)),
  /** Where the code of a login is exchanged, if that is not the token URL. */
  codeTokenUrl: optional(EndpointUrl),
  /** What the exchange of the code has otherwise than a refresh. */
  codeExchange: optional(CodeRules),
  /** How the access token of the code is exchanged for one that can be kept, where it is too short-lived for that. */
  longLivedExchange: optional(LongLivedRules),
  /** What to do where a login gives no refresh token although the provider has such; one clause, no full stop. */
  whenNoRefreshToken: optional(NonEmptyString),
  /** Where a device asks for a code that a person enters elsewhere. Source: RFC 8628 */
  deviceAuthorizationUrl: optional(EndpointUrl),
}
