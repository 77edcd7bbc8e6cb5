import * as t from 'io-ts'
import { DateTime } from '../../codec/date-time.ts'
import { sendable } from '../../codec/sendable.ts'
import { type Format, fromFields } from '../format.ts'
import { expiryOf, LifetimeSeconds, lifetimeOf } from '../issue.ts'
import { stored } from '../stored.ts'
import { fieldsOf, hasSome } from '../stored-object.ts'

const Fields = fieldsOf({
  refreshToken: stored(sendable(t.string)),
  accessToken: stored(t.string),
  issuedAt: stored(DateTime),
  expiresIn: stored(LifetimeSeconds),
})

/**
 * Tokens with their issue and lifetime, in camel case; the client lives elsewhere.
 *
 * Shape: `{refreshToken, accessToken, issuedAt, expiresIn}`, every field optional or null; `issuedAt` is a
 * date-time, `expiresIn` a whole number of seconds.
 */
export const credentialsCamelCase = {
  id: 'credentials-camel-case',
  ...fromFields(
    Fields,
    // field by field: what else the object holds comes along here, and is nobody's credential
    ({ accessToken, refreshToken, issuedAt, expiresIn }) => ({
      accessToken,
      refreshToken,
      issuedAt,
      expiresAt: expiryOf(issuedAt, expiresIn),
    }),
    ({ accessToken, refreshToken, issuedAt, expiresAt }) => ({
      accessToken,
      refreshToken,
      issuedAt,
      expiresIn: lifetimeOf(issuedAt, expiresAt),
    }),
  ),
  recognises: (object) => hasSome(object, 'accessToken', 'refreshToken', 'issuedAt', 'expiresIn'),
} as const satisfies Format
