import { EpochSeconds } from '../../codec/epoch-seconds.ts'
import { type Format, fromFields } from '../format.ts'
import { endOf } from '../issue.ts'
import { stored } from '../stored.ts'
import { fieldsOf, hasSome } from '../stored-object.ts'
import { answerFields, readAnswer, scopesOfAnswer, writeAnswer } from './answer-fields.ts'

const Fields = fieldsOf({ ...answerFields, expires_at: stored(EpochSeconds) })

/**
 * An account of Auth.js (NextAuth).
 *
 * Shape: `{provider, providerAccountId, type, userId, access_token, refresh_token, expires_at, token_type, scope,
 * id_token, session_state}`; `expires_at` is a whole number of seconds since 1970.
 * Source: https://github.com/nextauthjs/next-auth/blob/a1a16a5/packages/core/src/types.ts
 */
export const authjsAccount = {
  id: 'authjs-account',
  ...fromFields(
    Fields,
    (fields) => readAnswer(fields, fields.expires_at),
    (credential) => ({ ...writeAnswer(credential), expires_at: endOf(credential) }),
  ),
  scopes: scopesOfAnswer,
  recognises: (object) => hasSome(object, 'providerAccountId'),
} as const satisfies Format
