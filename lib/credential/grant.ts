import type * as t from 'io-ts'
import { oneOf } from '../codec/one-of.ts'

/**
 * What is exchanged for a new access token.
 *
 * `refresh_token` (RFC 6749 section 6) and `access_token` (a stored access token that is good still, as Meta's
 * long-lived ones) live in the credential; `client_credentials` (RFC 6749 section 4.4) and `jwt_bearer` (RFC 7523
 * section 2.1) need only the client; `none`: the provider's tokens do not end, and nothing is refreshed.
 */
export const Grant = oneOf([
  'refresh_token',
  'access_token',
  'client_credentials',
  'jwt_bearer',
  'none',
])
export type Grant = t.TypeOf<typeof Grant>
