import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { DateTime } from '../../codec/date-time.ts'
import { EpochMilliseconds } from '../../codec/epoch-milliseconds.ts'
import { refusal } from '../../codec/refusal.ts'
import { sendable } from '../../codec/sendable.ts'
import { type Format, fromFields } from '../format.ts'
import { stored, written } from '../stored.ts'
import { fieldsOf, hasSome } from '../stored-object.ts'

/** A date in either spelling; what is written says in which. */
type Spelt = { readonly date: Date; readonly asText: boolean }

const EXPECTED = 'a whole number of milliseconds since 1970, or an ISO 8601 date-time'

const SpeltDate = new t.Type<Spelt, string | number, unknown>(
  EXPECTED,
  (u): u is Spelt => t.UnknownRecord.is(u) && u.date instanceof Date,
  (u, context) => {
    const asText = typeof u === 'string'
    const date = (asText ? DateTime : EpochMilliseconds).validate(u, context)
    return E.isLeft(date) ? refusal(context, EXPECTED) : t.success({ date: date.right, asText })
  },
  ({ date, asText }) => (asText ? DateTime.encode(date) : EpochMilliseconds.encode(date)),
)

const Fields = fieldsOf({
  accessToken: stored(t.string),
  refreshToken: stored(sendable(t.string)),
  scope: written(t.string),
  expires: stored(SpeltDate),
  refreshTokenExpires: stored(SpeltDate),
})

/**
 * A `Session` of @shopify/shopify-api as one object.
 *
 * Shape: `{id, shop, state, isOnline, scope, accessToken, expires, refreshToken, refreshTokenExpires}`; both dates are
 * milliseconds since 1970, as the library's own `toPropertyArray` has them, or texts where they are stored as texts,
 * as `JSON.stringify` gives them.
 * Source: https://github.com/Shopify/shopify-app-js/blob/1d89d29/packages/apps/shopify-api/lib/session/session.ts
 */
export const shopifySession = {
  id: 'shopify-session',
  ...fromFields(
    Fields,
    (fields) => ({
      accessToken: fields.accessToken,
      refreshToken: fields.refreshToken,
      expiresAt: fields.expires?.date,
      refreshTokenExpiresAt: fields.refreshTokenExpires?.date,
    }),
    (credential, object) => {
      const asText = [object.expires, object.refreshTokenExpires].some(
        (value) => typeof value === 'string' && value !== '',
      )
      const spelt = (date: Date | undefined) => (date === undefined ? undefined : { date, asText })
      return {
        accessToken: credential.accessToken,
        refreshToken: credential.refreshToken,
        scope: credential.scope,
        expires: spelt(credential.expiresAt),
        refreshTokenExpires: spelt(credential.refreshTokenExpiresAt),
      }
    },
  ),
  scopes: ({ scope }) => scope,
  recognises: (object) => hasSome(object, 'shop') && hasSome(object, 'accessToken', 'refreshToken'),
} as const satisfies Format
