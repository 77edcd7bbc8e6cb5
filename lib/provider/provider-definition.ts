import * as t from 'io-ts'
import { anyOf } from '../codec/any-of.ts'
import { noOtherFields } from '../codec/no-other-fields.ts'
import { NonEmptyString } from '../codec/non-empty-string.ts'
import { oneOf } from '../codec/one-of.ts'
import { oneOrMore } from '../codec/one-or-more.ts'
import { optional } from '../codec/optional.ts'
import { recordOf } from '../codec/record-of.ts'
import { refine } from '../codec/refine.ts'
import { refineFields } from '../codec/refine-fields.ts'
import { Seconds } from '../codec/seconds.ts'
import { withDefault } from '../codec/with-default.ts'
import { FormatId } from '../credential/formats.ts'
import { Grant } from '../credential/grant.ts'
import { AnswerFields, RefusalCodes } from './answer-fields.ts'
import { ClientAuthMethod } from './client/client-auth-method.ts'
import { EndpointUrl } from './endpoint-url.ts'
import { authorizationFields } from './login/authorization-fields.ts'
import { parameterNames, TOKEN_PARAMETERS } from './parameter-names.ts'
import { keepsItsDomain } from './token/token-url.ts'
import { UrlVariable } from './url-variable.ts'

const SecondsFromZero = refine(
  t.number,
  'a whole number of seconds, 0 or more',
  (n) => Number.isSafeInteger(n) && n >= 0,
)

const Texts = recordOf(t.string, 'an object of strings')

const Fields = noOtherFields(
  t.type(
    {
      id: refine(t.string, 'an id of lower-case letters, digits and hyphens, at most 64', (s) =>
        /^[a-z0-9][a-z0-9-]{0,63}$/.test(s),
      ),
      name: NonEmptyString,
      tokenUrl: EndpointUrl,
      variables: withDefault(recordOf(UrlVariable, 'an object with one entry per variable'), {}),

      // the request
      grant: withDefault(Grant, 'refresh_token'),
      /** What is sent as `grant_type` where a provider does not call its grant as the RFC does. */
      grantType: optional(NonEmptyString),
      /** The ways in which a client may prove itself here, the preferred one first; the client's secret decides among them. */
      clientAuth: withDefault(oneOrMore(ClientAuthMethod), ['client_secret_post']),
      /** Whether every client has to show a certificate besides. */
      needsCertificate: withDefault(t.boolean, false),
      /** The `aud` claim of signed assertions; absent: the token URL. */
      assertionAudience: optional(NonEmptyString),
      method: withDefault(oneOf(['POST', 'GET']), 'POST'),
      /** `query`: everything in the URL, and nothing in the body. */
      bodyFormat: withDefault(oneOf(['form', 'json', 'query']), 'form'),
      /** Sent with every token request, as headers. */
      headers: withDefault(Texts, {}),
      /** Sent with every token request, as parameters. */
      extraParameters: withDefault(Texts, {}),
      /** What parameters are called here; null leaves one out. */
      parameterNames: withDefault(parameterNames(TOKEN_PARAMETERS), {}),
      /** Fields of the client's secret that are sent as parameters where it has them, such as `redirect_uri`. */
      clientParameters: withDefault(t.array(NonEmptyString, 'a list of names'), []),

      // the answer
      /** Key under which some answers are wrapped; answers that are not wrapped are read too. */
      answerKey: optional(NonEmptyString),
      answer: optional(AnswerFields),
      /** Whether an answer has no tokens at all: the access token that was sent lives on. */
      keepsAccessToken: withDefault(t.boolean, false),
      /** Fields that say whether an answer is a good one, with their good value, where the status does not say. */
      successWhen: withDefault(
        recordOf(
          anyOf<string | number | boolean>('a string, a number or a boolean', [
            t.string,
            t.number,
            t.boolean,
          ]),
          'an object of strings, numbers and booleans',
        ),
        {},
      ),
      refusals: optional(RefusalCodes),

      // the tokens
      rotatesRefreshToken: optional(t.boolean),
      /** How long a replaced refresh token still answers; 0: not at all. */
      reuseGraceSeconds: optional(SecondsFromZero),
      accessTokenLifetimeSeconds: optional(Seconds),
      /** How long each refresh token lives, from when it was issued. */
      refreshTokenLifetimeSeconds: optional(Seconds),
      /** A refresh token that is not used for this long dies. */
      refreshTokenIdleSeconds: optional(Seconds),
      /** How long a grant lives from the consent on, however often it is refreshed. */
      grantLifetimeSeconds: optional(Seconds),
      /** How long before the expiry a refresh is allowed at the earliest, where a provider refuses early ones. */
      refreshMarginSeconds: optional(Seconds),

      // the login
      ...authorizationFields,

      // for people
      defaultFormat: optional(FormatId),
      /** Development and on-premises servers: addresses in private ranges are acceptable. */
      privateNetwork: withDefault(t.boolean, false),
      /** What to look for when this provider rejects a refresh token; one sentence, no full stop. */
      whenRejected: optional(NonEmptyString),
      /** What else one has to know to add it; sentences. */
      notes: withDefault(t.array(NonEmptyString, 'a list of texts'), []),
      /** Where each field of a catalogue entry was read: lists of addresses by field. */
      sources: withDefault(
        recordOf(t.array(NonEmptyString, 'a list of texts'), 'an object of lists of texts'),
        {},
      ),
      /** Fields that one source alone says, and not the provider's own. */
      unconfirmed: withDefault(t.array(NonEmptyString, 'a list of fields'), []),
    },
    'a provider definition',
  ),
)

/**
 * How to refresh a credential at one provider: data, no code.
 *
 * Shape: only `id`, `name` and `tokenUrl` are required; the README explains every field. What is not known stays
 * absent.
 */
export const ProviderDefinition = refineFields(
  Fields,
  {
    field: 'tokenUrl',
    expected: 'free {variables} of the host left of a domain that is fixed, as in {x}.example.com',
    holds: keepsItsDomain,
  },
  {
    field: 'variables',
    expected: 'only variables that stand in the token URL',
    holds: ({ tokenUrl, variables }) =>
      Object.keys(variables).every((name) => tokenUrl.includes(`{${name}}`)),
  },
  {
    field: 'bodyFormat',
    expected: 'query, since a GET has no body',
    holds: ({ method, bodyFormat }) => method === 'POST' || bodyFormat === 'query',
  },
  {
    field: 'grantType',
    expected: 'what this provider calls the grant access_token',
    holds: ({ grant, grantType }) => grant !== 'access_token' || grantType !== undefined,
  },
)
export type ProviderDefinition = t.TypeOf<typeof ProviderDefinition>

/** Every provider that is known, by id. */
export type Providers = ReadonlyMap<string, ProviderDefinition>
