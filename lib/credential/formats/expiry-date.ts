import * as t from 'io-ts'
import { DateTime } from '../../codec/date-time.ts'
import { sendable } from '../../codec/sendable.ts'
import type { Credential } from '../credential.ts'
import { stored } from '../stored.ts'

const Fields = t.type(
  {
    client_id: stored(sendable(t.string)),
    client_secret: stored(sendable(t.string)),
    access_token: stored(t.string),
    refresh_token: stored(sendable(t.string)),
    token_expiry_date: stored(DateTime),
  },
  'a JSON object',
)

/**
 * Credentials that carry their client and one date.
 *
 * Shape: `{client_id, client_secret, access_token, refresh_token, token_expiry_date}`, every field optional;
 * `token_expiry_date` is the date-time at which the access token is to be refreshed.
 */
export const ExpiryDateCredential = Fields.pipe(
  new t.Type<Credential, t.TypeOf<typeof Fields>, t.TypeOf<typeof Fields>>(
    'ExpiryDateCredential',
    (u): u is Credential => typeof u === 'object' && u !== null,
    (fields) =>
      t.success({
        clientId: fields.client_id,
        clientSecret: fields.client_secret,
        accessToken: fields.access_token,
        refreshToken: fields.refresh_token,
        expiresAt: fields.token_expiry_date,
      }),
    (credential) => ({
      client_id: credential.clientId,
      client_secret: credential.clientSecret,
      access_token: credential.accessToken,
      refresh_token: credential.refreshToken,
      token_expiry_date: credential.expiresAt ?? credential.refreshBy,
    }),
  ),
)
