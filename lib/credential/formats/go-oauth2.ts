import * as t from 'io-ts'
import { DateTime } from '../../codec/date-time.ts'
import { sendable } from '../../codec/sendable.ts'
import { type Format, fromFields } from '../format.ts'
import { AnsweredLifetime, issueOf } from '../issue.ts'
import { clearable, stored, written } from '../stored.ts'
import { fieldsOf, hasSome } from '../stored-object.ts'
import { writeLifetime } from './answer-fields.ts'

const Fields = fieldsOf({
  access_token: stored(t.string),
  token_type: written(t.string),
  refresh_token: stored(sendable(t.string)),
  expiry: stored(DateTime),
  expires_in: clearable(AnsweredLifetime),
})

/**
 * A `Token` of Go's golang.org/x/oauth2.
 *
 * Shape: `{access_token, token_type, refresh_token, expiry, expires_in}`; `expiry` is a date-time, and absent, null or
 * Go's zero time where the token does not end.
 * Source: https://github.com/golang/oauth2/blob/89ff2e1/token.go
 */
export const goOauth2 = {
  id: 'go-oauth2',
  ...fromFields(
    Fields,
    (fields) => {
      const expiresAt = isZeroTime(fields.expiry) ? undefined : fields.expiry
      return {
        accessToken: fields.access_token,
        refreshToken: fields.refresh_token,
        issuedAt: issueOf(expiresAt, fields.expires_in ?? undefined),
        expiresAt,
      }
    },
    (credential, object) => ({
      access_token: credential.accessToken,
      token_type: credential.tokenType,
      refresh_token: credential.refreshToken,
      expiry: credential.expiresAt,
      expires_in: hasSome(object, 'expires_in') ? writeLifetime(credential) : undefined,
    }),
  ),
  recognises: (object) => hasSome(object, 'expiry') && hasSome(object, 'access_token'),
} as const satisfies Format

const isZeroTime = (date: Date | undefined): boolean => date?.getUTCFullYear() === 1
