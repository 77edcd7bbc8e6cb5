import * as t from 'io-ts'
import { DateTime } from '../../codec/date-time.ts'
import { sendable } from '../../codec/sendable.ts'
import type { Credential } from '../credential.ts'
import type { Format } from '../format.ts'
import { expiryOf, LifetimeSeconds, lifetimeOf } from '../issue.ts'
import { stored } from '../stored.ts'

const Fields = t.type(
  {
    refreshToken: stored(sendable(t.string)),
    accessToken: stored(t.string),
    issuedAt: stored(DateTime),
    expiresIn: stored(LifetimeSeconds),
  },
  'a JSON object',
)

/**
 * Tokens with their issue and lifetime, in camel case; the client lives elsewhere.
 *
 * Shape: `{refreshToken, accessToken, issuedAt, expiresIn}`, every field optional or null; `issuedAt` is a
 * date-time, `expiresIn` a whole number of seconds.
 */
export const credentialsCamelCase = {
  id: 'credentials-camel-case',
  codec: Fields.pipe(
    new t.Type<Credential, t.TypeOf<typeof Fields>, t.TypeOf<typeof Fields>>(
      'CredentialsCamelCase',
      (u): u is Credential => typeof u === 'object' && u !== null,
      // field by field: what else the object holds comes along here, and is nobody's credential
      ({ accessToken, refreshToken, issuedAt, expiresIn }) =>
        t.success({
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
  ),
  recognises: (keys) =>
    ['accessToken', 'refreshToken', 'issuedAt', 'expiresIn'].some((key) => keys.has(key)),
} as const satisfies Format
