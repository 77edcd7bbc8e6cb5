import * as t from 'io-ts'
import { noOtherFields } from '../codec/no-other-fields.ts'
import { NonEmptyString } from '../codec/non-empty-string.ts'
import { oneOf } from '../codec/one-of.ts'
import { oneOrMore } from '../codec/one-or-more.ts'
import { optional } from '../codec/optional.ts'

/**
 * Where an answer says when something ends, and how.
 *
 * Shape: `field` is a name, or a dotted path; `as` is a span from the answer on (`seconds`, `milliseconds`) or a date
 * (`epoch-seconds`, `epoch-milliseconds`, `date-time`). Numbers may be spelt as strings.
 */
export const EndField = noOtherFields(
  t.type(
    {
      field: NonEmptyString,
      as: oneOf(['seconds', 'milliseconds', 'epoch-seconds', 'epoch-milliseconds', 'date-time']),
    },
    'an object with field and as',
  ),
)
export type EndField = t.TypeOf<typeof EndField>

/** Where a provider's answer has its tokens, where that is not as RFC 6749 says. */
export const AnswerFields = noOtherFields(
  t.type(
    {
      /** Absent: `access_token`. Of several names the first that the answer has counts. */
      accessToken: optional(oneOrMore(NonEmptyString)),
      /** Absent: `refresh_token`. */
      refreshToken: optional(oneOrMore(NonEmptyString)),
      /** Absent: `expires_in`, in seconds. */
      accessTokenEnd: optional(oneOrMore(EndField)),
      /** When the refresh token dies unless it is renewed or replaced; absent: `refresh_token_expires_in`, in seconds. */
      refreshTokenEnd: optional(oneOrMore(EndField)),
      /** When the grant dies whatever is done: a person has to consent again by then. */
      grantEnd: optional(oneOrMore(EndField)),
    },
    'an object with accessToken, refreshToken, accessTokenEnd, refreshTokenEnd and grantEnd',
  ),
)
export type AnswerFields = t.TypeOf<typeof AnswerFields>

const Codes = optional(t.array(NonEmptyString, 'a list of codes'))

/**
 * What a provider's refusals are called, beyond the codes of RFC 6749 in the field `error`.
 *
 * Shape: `fields` are names or dotted paths (`errors.0.errorType`) at which a code is looked for, in this order before
 * `error`; numbers count as their spelling. The other four list the codes by what they mean.
 */
export const RefusalCodes = noOtherFields(
  t.type(
    {
      fields: optional(t.array(NonEmptyString, 'a list of fields')),
      /** The refresh token is dead: a person must consent again. */
      deadGrant: Codes,
      /** The client's id or secret is wrong. */
      wrongClient: Codes,
      /** Too many requests: wait. The refresh token is not spent. */
      pause: Codes,
      /** The provider is in trouble; the refresh token may be spent. */
      outage: Codes,
    },
    'an object with fields, deadGrant, wrongClient, pause and outage',
  ),
)
export type RefusalCodes = t.TypeOf<typeof RefusalCodes>
