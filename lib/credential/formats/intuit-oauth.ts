import { EpochMilliseconds } from '../../codec/epoch-milliseconds.ts'
import { type Format, fromFields, type RefreshedCredential } from '../format.ts'
import { endOf, expiryOf, LifetimeSeconds, lifetimeOf } from '../issue.ts'
import { kept, stored } from '../stored.ts'
import { fieldsOf, hasSome } from '../stored-object.ts'
import { answerFields } from './answer-fields.ts'

const { access_token, refresh_token, token_type, id_token } = answerFields

const Fields = fieldsOf({
  access_token,
  refresh_token,
  token_type,
  id_token,
  createdAt: stored(EpochMilliseconds),
  expires_in: stored(LifetimeSeconds),
  x_refresh_token_expires_in: kept(LifetimeSeconds),
})

/**
 * A `Token` of Intuit's intuit-oauth, for QuickBooks Online.
 *
 * Shape: `{token_type, access_token, expires_in, refresh_token, x_refresh_token_expires_in,
 * x_refresh_token_hard_expires_in, realmId, id_token, createdAt}`; lifetimes in whole seconds from `createdAt`, which
 * is in milliseconds since 1970 and starts anew with every answer.
 * Source: https://github.com/intuit/oauth-jsclient/blob/2685393/src/access-token/Token.js
 */
export const intuitOauth = {
  id: 'intuit-oauth',
  ...fromFields(
    Fields,
    (fields) => ({
      accessToken: fields.access_token,
      refreshToken: fields.refresh_token,
      issuedAt: fields.createdAt,
      expiresAt: expiryOf(fields.createdAt, fields.expires_in),
      refreshTokenExpiresAt: expiryOf(fields.createdAt, fields.x_refresh_token_expires_in),
    }),
    (credential) => ({
      access_token: credential.accessToken,
      refresh_token: credential.refreshToken,
      token_type: credential.tokenType,
      id_token: credential.idToken,
      createdAt: credential.issuedAt,
      expires_in: lifetimeOf(credential.issuedAt, endOf(credential)),
      x_refresh_token_expires_in: restOf(credential),
    }),
  ),
  recognises: (object) =>
    hasSome(object, 'createdAt') && hasSome(object, 'x_refresh_token_expires_in', 'realmId'),
} as const satisfies Format

/** What is left of the refresh token's life; an end that was passed and did not hold says nothing. */
const restOf = ({ issuedAt, refreshTokenExpiresAt }: RefreshedCredential): number | undefined => {
  const rest = lifetimeOf(issuedAt, refreshTokenExpiresAt)
  return rest === undefined || rest < 0 ? undefined : rest
}
