import * as t from 'io-ts'
import { noOtherFields } from '../codec/no-other-fields.ts'
import { NonEmptyString } from '../codec/non-empty-string.ts'
import { oneOf } from '../codec/one-of.ts'
import { optional } from '../codec/optional.ts'
import { refine } from '../codec/refine.ts'
import { refineField } from '../codec/refine-field.ts'
import { withDefault } from '../codec/with-default.ts'
import { FormatId } from '../credential/formats.ts'
import { isTokenUrl, keepsItsDomain } from './token-url.ts'

const Seconds = refine(
  t.number,
  'a whole number of seconds above 0',
  (n) => Number.isSafeInteger(n) && n > 0,
)

/** One `{name}` variable of a token URL; its value comes from the tag `token-rotation:param:<name>`. */
const Variable = refineField(
  noOtherFields(
    t.type(
      {
        /** The only values allowed. Fixed choices are trusted to name a host; free values never are. */
        choices: optional(
          refine(
            t.array(NonEmptyString),
            'a list of at least one choice',
            (list) => list.length > 0,
          ),
        ),
        /** Used when the tag is absent; without a default the tag is required. */
        default: optional(NonEmptyString),
      },
      'an object with choices and default',
    ),
  ),
  'default',
  'one of the choices',
  ({ choices, default: fallback }) =>
    choices === undefined || fallback === undefined || choices.includes(fallback),
)

const Fields = noOtherFields(
  t.type(
    {
      id: refine(t.string, 'an id of lower-case letters, digits and hyphens, at most 64', (s) =>
        /^[a-z0-9][a-z0-9-]{0,63}$/.test(s),
      ),
      name: NonEmptyString,
      tokenUrl: refine(
        t.string,
        'an https URL, with {variables} in its host or path only',
        isTokenUrl,
      ),
      variables: withDefault(
        t.record(t.string, Variable, 'an object with one entry per variable'),
        {},
      ),
      grant: withDefault(oneOf(['refresh_token', 'client_credentials']), 'refresh_token'),
      /** `client_secret_hash`: SHA-256 of `secret|refresh token` in the parameter `hash`, so that the secret does not travel. */
      clientAuth: withDefault(
        oneOf(['client_secret_post', 'client_secret_basic', 'client_secret_hash', 'none']),
        'client_secret_post',
      ),
      bodyFormat: withDefault(oneOf(['form', 'json']), 'form'),
      /** Sent with every token request. */
      extraParameters: withDefault(t.record(t.string, t.string, 'an object of strings'), {}),
      /** Key under which some answers are wrapped; answers that are not wrapped are read too. */
      answerKey: optional(NonEmptyString),
      rotatesRefreshToken: optional(t.boolean),
      accessTokenLifetimeSeconds: optional(Seconds),
      refreshTokenLifetimeSeconds: optional(Seconds),
      /** A refresh token that is not used for this long dies. */
      refreshTokenIdleSeconds: optional(Seconds),
      /** How long before the expiry a refresh is allowed at the earliest, where a provider refuses early ones. */
      refreshMarginSeconds: optional(Seconds),
      defaultFormat: optional(FormatId),
      /** Development and on-premises servers: addresses in private ranges are acceptable. */
      privateNetwork: withDefault(t.boolean, false),
      /** Where the facts of a catalogue entry were read. */
      sources: withDefault(t.array(NonEmptyString, 'a list of texts'), []),
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
export const ProviderDefinition = refineField(
  refineField(
    Fields,
    'tokenUrl',
    'free {variables} of the host left of a domain that is fixed, as in {x}.example.com',
    keepsItsDomain,
  ),
  'variables',
  'only variables that stand in the token URL',
  ({ tokenUrl, variables }) =>
    Object.keys(variables).every((name) => tokenUrl.includes(`{${name}}`)),
)
export type ProviderDefinition = t.TypeOf<typeof ProviderDefinition>

/** Every provider a function knows, by id. */
export type Providers = ReadonlyMap<string, ProviderDefinition>
