import { EpochSeconds } from '../../codec/epoch-seconds.ts'
import { type Format, fromFields } from '../format.ts'
import { endOf } from '../issue.ts'
import { stored } from '../stored.ts'
import { fieldsOf } from '../stored-object.ts'
import {
  answerFields,
  isCountedAnswer,
  readAnswer,
  scopesOfAnswer,
  writeAnswer,
} from './answer-fields.ts'

const Fields = fieldsOf({ ...answerFields, expires_at: stored(EpochSeconds) })

/**
 * A `TokenSet` of openid-client up to version 5, which xero-node stores too.
 *
 * Shape: an answer's fields and `expires_at`, a whole number of seconds since 1970; null means expired. There is no
 * `expires_in`: a `TokenSet` that is given one counts it from that moment.
 * Source: https://github.com/panva/openid-client/blob/v5.7.1/lib/token_set.js
 */
export const tokenSet = {
  id: 'token-set',
  ...fromFields(
    Fields,
    (fields) => readAnswer(fields, fields.expires_at),
    (credential) => ({ ...writeAnswer(credential), expires_at: endOf(credential) }),
  ),
  scopes: scopesOfAnswer,
  recognises: isCountedAnswer,
} as const satisfies Format
