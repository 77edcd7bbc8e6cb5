import { DateTime } from '../../codec/date-time.ts'
import { type Format, fromFields } from '../format.ts'
import { AnsweredLifetime, endOf, lifetimeOf } from '../issue.ts'
import { kept, stored } from '../stored.ts'
import { fieldsOf, hasSome } from '../stored-object.ts'
import {
  answerFields,
  isDatedAnswer,
  readAnswer,
  scopesOfAnswer,
  writeAnswer,
} from './answer-fields.ts'

const Fields = fieldsOf({
  ...answerFields,
  expires_in: kept(AnsweredLifetime),
  expires_at: stored(DateTime),
})

/**
 * An `AccessToken` of simple-oauth2 as JSON.
 *
 * Shape: an answer's fields and `expires_at`, a date-time with milliseconds; null means expired.
 * Source: https://github.com/lelylan/simple-oauth2/blob/bee1539/lib/access-token-parser.js
 */
export const simpleOauth2 = {
  id: 'simple-oauth2',
  ...fromFields(
    Fields,
    (fields) => readAnswer(fields, fields.expires_at, fields.expires_in),
    (credential, object) => ({
      ...writeAnswer(credential),
      expires_in: hasSome(object, 'expires_in')
        ? lifetimeOf(credential.issuedAt, endOf(credential))
        : undefined,
      expires_at: endOf(credential),
    }),
  ),
  scopes: scopesOfAnswer,
  recognises: isDatedAnswer,
} as const satisfies Format
