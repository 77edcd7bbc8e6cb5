import * as t from 'io-ts'
import { DateTime } from '../../codec/date-time.ts'
import { oneOf } from '../../codec/one-of.ts'
import { sendable } from '../../codec/sendable.ts'
import { type Format, fromFields } from '../format.ts'
import { endOf } from '../issue.ts'
import { kept, stored } from '../stored.ts'
import { fieldsOf, objectAt } from '../stored-object.ts'

const Client = fieldsOf({
  client_id: kept(sendable(t.string)),
  client_secret: kept(sendable(t.string)),
})

const Fields = fieldsOf({
  type: kept(oneOf(['OAUTH2'])),
  access_token: stored(t.string),
  refresh_token: stored(sendable(t.string)),
  expires_at: stored(DateTime),
  config_override: kept(Client),
})

/**
 * The credentials of a Nango connection.
 *
 * Shape: `{type: "OAUTH2", access_token, refresh_token, expires_at, raw, config_override: {client_id, client_secret}}`;
 * `expires_at` is a date-time with milliseconds. `raw`, the answer as it came to Nango, stays as it is.
 * Source: https://github.com/NangoHQ/nango/blob/2f4c0af/packages/types/lib/auth/api.ts
 */
export const nango = {
  id: 'nango',
  ...fromFields(
    Fields,
    (fields) => ({
      clientId: fields.config_override?.client_id,
      clientSecret: fields.config_override?.client_secret,
      accessToken: fields.access_token,
      refreshToken: fields.refresh_token,
      expiresAt: fields.expires_at,
    }),
    (credential) => ({
      type: undefined,
      access_token: credential.accessToken,
      refresh_token: credential.refreshToken,
      expires_at: endOf(credential),
      config_override: undefined,
    }),
  ),
  // the answer as it came
  scopes: (object) => objectAt(object, 'raw').scope,
  recognises: (object) => object.type === 'OAUTH2',
  cannotHold: ({ grant }) =>
    grant === 'client_credentials'
      ? 'another grant than client_credentials, whose shape differs'
      : undefined,
} as const satisfies Format
