import * as t from 'io-ts'
import { DateTime } from '../../codec/date-time.ts'
import { sendable } from '../../codec/sendable.ts'
import { type Format, fromFields } from '../format.ts'
import { endOf, expiryOf, LifetimeSeconds, lifetimeOf } from '../issue.ts'
import { stored } from '../stored.ts'
import { fieldsOf, hasSome, objectAt } from '../stored-object.ts'
import { hasTokensAtTheTop } from './nesting.ts'

const Fields = fieldsOf({
  credentials: stored(
    fieldsOf({
      refresh_token: stored(sendable(t.string)),
      access_token: stored(t.string),
      issued_at: stored(DateTime),
      expires_in: stored(LifetimeSeconds),
    }),
  ),
})

/**
 * The body of an import into Apideck Vault.
 *
 * Shape: `{credentials: {refresh_token, access_token, issued_at, expires_in}, settings, metadata}`; `issued_at` is a
 * date-time, `expires_in` a whole number of seconds. Without both Apideck refreshes at once, and spends the refresh
 * token, so that an unknown lifetime is written as the time until the next refresh.
 * Source: https://github.com/apideck-libraries/openapi-specs/blob/fc186f7/vault.yml
 */
export const apideckImport = {
  id: 'apideck-import',
  ...fromFields(
    Fields,
    ({ credentials }) => ({
      accessToken: credentials?.access_token,
      refreshToken: credentials?.refresh_token,
      issuedAt: credentials?.issued_at,
      expiresAt: expiryOf(credentials?.issued_at, credentials?.expires_in),
    }),
    (credential) => ({
      credentials: {
        access_token: credential.accessToken,
        refresh_token: credential.refreshToken,
        issued_at: credential.issuedAt,
        expires_in: lifetimeOf(credential.issuedAt, endOf(credential)),
      },
    }),
  ),
  recognises: (object) =>
    !hasTokensAtTheTop(object) &&
    hasSome(
      objectAt(object, 'credentials'),
      'access_token',
      'refresh_token',
      'issued_at',
      'expires_in',
    ),
} as const satisfies Format
