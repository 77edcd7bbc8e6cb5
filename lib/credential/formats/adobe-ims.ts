import * as t from 'io-ts'
import { EpochMilliseconds } from '../../codec/epoch-milliseconds.ts'
import { sendable } from '../../codec/sendable.ts'
import { type Format, fromFields } from '../format.ts'
import { endOf } from '../issue.ts'
import { kept, stored } from '../stored.ts'
import { fieldsOf, hasSome, objectAt } from '../stored-object.ts'

const Token = fieldsOf({
  token: stored(sendable(t.string)),
  expiry: stored(EpochMilliseconds),
})

const Fields = fieldsOf({
  client_id: kept(sendable(t.string)),
  client_secret: kept(sendable(t.string)),
  access_token: stored(Token),
  refresh_token: stored(Token),
})

/** The reader takes a token for expired so long before its end. */
const READER_MARGIN_SECONDS = 600

/**
 * A context of Adobe's aio-lib-ims.
 *
 * Shape: `{client_id, client_secret, access_token: {token, expiry}, refresh_token: {token, expiry}, …}`; `expiry` is a
 * whole number of milliseconds since 1970, without which a token counts as expired.
 * Source: https://github.com/adobe/aio-lib-ims/blob/4722305/src/token-helper.js
 */
export const adobeIms = {
  id: 'adobe-ims',
  ...fromFields(
    Fields,
    (fields) => ({
      clientId: fields.client_id,
      clientSecret: fields.client_secret,
      accessToken: fields.access_token?.token,
      refreshToken: fields.refresh_token?.token,
      expiresAt: fields.access_token?.expiry,
      refreshTokenExpiresAt: fields.refresh_token?.expiry,
    }),
    (credential) => ({
      client_id: undefined,
      client_secret: undefined,
      access_token: { token: credential.accessToken, expiry: endOf(credential) },
      refresh_token: {
        token: credential.refreshToken,
        expiry: credential.refreshTokenExpiresAt,
      },
    }),
  ),
  scopes: ({ scope }) => scope,
  recognises: (object) =>
    hasSome(objectAt(object, 'access_token'), 'token') ||
    hasSome(objectAt(object, 'refresh_token'), 'token'),
  cannotHold: ({ accessTokenLifetimeSeconds }) =>
    accessTokenLifetimeSeconds !== undefined && accessTokenLifetimeSeconds <= READER_MARGIN_SECONDS
      ? 'a provider whose access tokens live for more than 10 minutes'
      : undefined,
} as const satisfies Format
