import * as t from 'io-ts'
import { DateTime } from '../../codec/date-time.ts'
import { sendable } from '../../codec/sendable.ts'
import { type Format, fromFields } from '../format.ts'
import { expiryOf, LifetimeSeconds, lifetimeOf } from '../issue.ts'
import { stored } from '../stored.ts'
import { fieldsOf, hasSome } from '../stored-object.ts'

const Fields = fieldsOf({
  refresh_token: stored(sendable(t.string)),
  access_token: stored(t.string),
  issued_at: stored(DateTime),
  expires_in: stored(LifetimeSeconds),
})

/**
 * Tokens with their issue and lifetime; the client lives elsewhere.
 *
 * Shape: `{refresh_token, access_token, issued_at, expires_in}`, every field optional or null; `issued_at` is a
 * date-time, `expires_in` a whole number of seconds.
 */
export const credentials = {
  id: 'credentials',
  ...fromFields(
    Fields,
    (fields) => ({
      accessToken: fields.access_token,
      refreshToken: fields.refresh_token,
      issuedAt: fields.issued_at,
      expiresAt: expiryOf(fields.issued_at, fields.expires_in),
    }),
    ({ accessToken, refreshToken, issuedAt, expiresAt }) => ({
      access_token: accessToken,
      refresh_token: refreshToken,
      issued_at: issuedAt,
      expires_in: lifetimeOf(issuedAt, expiresAt),
    }),
  ),
  recognises: (object) => hasSome(object, 'issued_at', 'expires_in'),
} as const satisfies Format
