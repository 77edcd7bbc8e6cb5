import * as t from 'io-ts'
import { noOtherFields } from '../../codec/no-other-fields.ts'
import { NonEmptyString } from '../../codec/non-empty-string.ts'
import { oneOf } from '../../codec/one-of.ts'
import { oneOrMore } from '../../codec/one-or-more.ts'
import { optional } from '../../codec/optional.ts'
import { recordOf } from '../../codec/record-of.ts'
import { refineFields } from '../../codec/refine-fields.ts'
import { AnswerFields } from '../answer-fields.ts'
import { ClientAuthMethod } from '../client/client-auth-method.ts'
import { EndpointUrl } from '../endpoint-url.ts'
import { parameterNames, TOKEN_PARAMETERS } from '../parameter-names.ts'
import type { ProviderDefinition } from '../provider-definition.ts'

/** Each replaces the definition's field of its name, as a whole. */
const RULES = {
  clientAuth: optional(oneOrMore(ClientAuthMethod)),
  bodyFormat: optional(oneOf(['form', 'json', 'query'] as const)),
  extraParameters: optional(recordOf(t.string, 'an object of strings')),
  clientParameters: optional(t.array(NonEmptyString, 'a list of names')),
  answer: optional(AnswerFields),
}

/** What the exchange of a login's code has otherwise than a refresh. */
export const CodeRules = noOtherFields(
  t.type(
    {
      ...RULES,
      parameterNames: optional(
        parameterNames([...TOKEN_PARAMETERS, 'code', 'redirect_uri', 'code_verifier']),
      ),
    },
    `an object with ${Object.keys(RULES).join(', ')} and parameterNames`,
  ),
)

/**
 * How the short-lived access token of a login is exchanged for one that can be kept, and what that has otherwise than a
 * refresh.
 *
 * Shape: without `url` at the token URL; `method` is POST where it is absent.
 */
export const LongLivedRules = refineFields(
  noOtherFields(
    t.type(
      {
        ...RULES,
        url: optional(EndpointUrl),
        grantType: NonEmptyString,
        method: optional(oneOf(['POST', 'GET'])),
        parameterNames: optional(parameterNames(TOKEN_PARAMETERS)),
      },
      `an object with url, grantType, method, ${Object.keys(RULES).join(', ')} and parameterNames`,
    ),
  ),
  {
    field: 'bodyFormat',
    expected: 'query, since a GET has no body',
    holds: ({ method, bodyFormat }) => method !== 'GET' || bodyFormat === 'query',
  },
)

type Rules = t.TypeOf<typeof CodeRules> | t.TypeOf<typeof LongLivedRules>

/** The definition by which an exchange is made: that of refreshes, but for what the exchange has otherwise. */
export const ruledBy = (
  definition: ProviderDefinition,
  rules: Rules | undefined,
): ProviderDefinition => ({
  ...definition,
  clientAuth: rules?.clientAuth ?? definition.clientAuth,
  bodyFormat: rules?.bodyFormat ?? definition.bodyFormat,
  extraParameters: rules?.extraParameters ?? definition.extraParameters,
  clientParameters: rules?.clientParameters ?? definition.clientParameters,
  answer: rules?.answer ?? definition.answer,
  parameterNames: rules?.parameterNames ?? definition.parameterNames,
})
