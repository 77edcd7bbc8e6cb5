import * as t from 'io-ts'
import { DateTime } from '../../codec/date-time.ts'
import { sendable } from '../../codec/sendable.ts'
import type { Credential } from '../credential.ts'
import { fromFields, type RefreshedCredential } from '../format.ts'
import { endOf } from '../issue.ts'
import { stored } from '../stored.ts'
import { fieldsOf } from '../stored-object.ts'

/**
 * The fields of credentials that carry their client and one date.
 *
 * Shape: `{client_id, client_secret, access_token, refresh_token, token_expiry_date}`, every field optional;
 * `token_expiry_date` is the date-time at which the access token is to be refreshed.
 */
export const ExpiryDateFields = fieldsOf({
  client_id: stored(sendable(t.string)),
  client_secret: stored(sendable(t.string)),
  access_token: stored(t.string),
  refresh_token: stored(sendable(t.string)),
  token_expiry_date: stored(DateTime),
})
type ExpiryDateFields = t.TypeOf<typeof ExpiryDateFields>

/** The credential that these fields hold. */
export const readExpiryDate = (fields: ExpiryDateFields): Credential => ({
  clientId: fields.client_id,
  clientSecret: fields.client_secret,
  accessToken: fields.access_token,
  refreshToken: fields.refresh_token,
  expiresAt: fields.token_expiry_date,
})

/** These fields with new tokens. */
export const writeExpiryDate = (credential: RefreshedCredential): ExpiryDateFields => ({
  client_id: credential.clientId,
  client_secret: credential.clientSecret,
  access_token: credential.accessToken,
  refresh_token: credential.refreshToken,
  token_expiry_date: endOf(credential),
})

/** Both directions of the formats that have these fields at the top. */
export const expiryDate = fromFields(ExpiryDateFields, readExpiryDate, writeExpiryDate)
