import { type Format, fromFields } from '../format.ts'
import { hasSome } from '../stored-object.ts'
import {
  CountedAnswer,
  isCountedAnswer,
  readAnswer,
  scopesOfAnswer,
  writeAnswer,
  writeLifetime,
} from './answer-fields.ts'

/**
 * A token endpoint's answer as it came, with the date at which the access token ends.
 *
 * Shape: `{access_token, token_type, expires_in, refresh_token, scope, id_token, expires_at}`; `expires_at` in whole
 * seconds since 1970, `expires_in` in seconds. Where only `expires_at` is stored, `expires_in` is not added: some
 * readers would count it from when they read it.
 * Source: RFC 6749 section 5.1
 */
export const oauth2Response = {
  id: 'oauth2-response',
  ...fromFields(
    CountedAnswer,
    (fields) => readAnswer(fields, fields.expires_at, fields.expires_in),
    (credential, object) => ({
      ...writeAnswer(credential),
      expires_in:
        hasSome(object, 'expires_at') && !hasSome(object, 'expires_in')
          ? undefined
          : writeLifetime(credential),
      expires_at: credential.expiresAt,
    }),
  ),
  scopes: scopesOfAnswer,
  recognises: isCountedAnswer,
} as const satisfies Format
