import { EpochMilliseconds } from '../../codec/epoch-milliseconds.ts'
import { type Format, fromFields } from '../format.ts'
import { stored } from '../stored.ts'
import { fieldsOf, hasSome } from '../stored-object.ts'
import { answerFields, readAnswer, scopesOfAnswer, writeAnswer } from './answer-fields.ts'

const Fields = fieldsOf({ ...answerFields, expiry_date: stored(EpochMilliseconds) })

/**
 * The `Credentials` of Google's library for Node.js.
 *
 * Shape: an answer's fields and `expiry_date`, a whole number of milliseconds since 1970; absent or null, the token is
 * taken to live.
 * Source: https://github.com/googleapis/google-auth-library-nodejs/blob/a95b827/src/auth/credentials.ts
 */
export const googleAuthLibrary = {
  id: 'google-auth-library',
  ...fromFields(
    Fields,
    (fields) => readAnswer(fields, fields.expiry_date),
    (credential) => ({ ...writeAnswer(credential), expiry_date: credential.expiresAt }),
  ),
  scopes: scopesOfAnswer,
  recognises: (object) => hasSome(object, 'expiry_date'),
} as const satisfies Format
