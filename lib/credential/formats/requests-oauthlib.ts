import { EpochSecondsNumber } from '../../codec/epoch-seconds-number.ts'
import { WordList } from '../../codec/word-list.ts'
import { type Format, fromFields } from '../format.ts'
import { AnsweredLifetime, endOf, lifetimeOf } from '../issue.ts'
import { kept, stored, written } from '../stored.ts'
import { fieldsOf } from '../stored-object.ts'
import {
  answerFields,
  isCountedAnswer,
  readAnswer,
  scopesOfAnswer,
  writeAnswer,
} from './answer-fields.ts'

const Fields = fieldsOf({
  ...answerFields,
  scope: written(WordList),
  expires_in: kept(AnsweredLifetime),
  expires_at: stored(EpochSecondsNumber),
})

/**
 * A token of Python's requests-oauthlib.
 *
 * Shape: an answer's fields, `scope` a list, and `expires_at` in seconds since 1970, read with a fraction too and
 * written whole. The reader fails on an `expires_in` that is no number, so that it is never null.
 * Source: https://github.com/oauthlib/oauthlib/blob/40b0ab5/oauthlib/oauth2/rfc6749/clients/base.py
 */
export const requestsOauthlib = {
  id: 'requests-oauthlib',
  ...fromFields(
    Fields,
    (fields) => readAnswer(fields, fields.expires_at, fields.expires_in),
    (credential) => ({
      ...writeAnswer(credential),
      expires_in: lifetimeOf(credential.issuedAt, endOf(credential)),
      expires_at: endOf(credential),
    }),
  ),
  scopes: scopesOfAnswer,
  recognises: (object) => isCountedAnswer(object) && Array.isArray(object.scope),
} as const satisfies Format
