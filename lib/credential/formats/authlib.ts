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
 * An `OAuth2Token` of Python's Authlib.
 *
 * Shape: an answer's fields and `expires_at`, in whole seconds since 1970; absent or null, the token is taken to live.
 * `expires_in` follows where it is stored: Authlib counts it from the reading where there is no `expires_at`.
 * Source: https://github.com/authlib/authlib/blob/772bc72/authlib/oauth2/rfc6749/wrappers.py
 */
export const authlib = {
  id: 'authlib',
  ...fromFields(
    CountedAnswer,
    (fields) => readAnswer(fields, fields.expires_at, fields.expires_in),
    (credential, object) => ({
      ...writeAnswer(credential),
      expires_in: hasSome(object, 'expires_in') ? writeLifetime(credential) : undefined,
      expires_at: credential.expiresAt,
    }),
  ),
  scopes: scopesOfAnswer,
  recognises: isCountedAnswer,
} as const satisfies Format
