import { type Format, fromFields } from '../format.ts'
import { stored } from '../stored.ts'
import { fieldsOf, hasSome, objectAt } from '../stored-object.ts'
import { ExpiryDateFields, readExpiryDate, writeExpiryDate } from './expiry-date.ts'
import { hasTokensAtTheTop } from './nesting.ts'

const Fields = fieldsOf({ credentials: stored(ExpiryDateFields) })

/**
 * The configuration of an Airbyte connector, such as source-smartsheets and source-retently.
 *
 * Shape: `{credentials: {auth_type, client_id, client_secret, refresh_token, access_token, token_expiry_date}, …}`;
 * `token_expiry_date` is a date-time, and an empty one means expired.
 * Source: https://github.com/airbytehq/airbyte-python-cdk/blob/9cc7b80/airbyte_cdk/sources/streams/http/requests_native_auth/oauth.py
 */
export const airbyte = {
  id: 'airbyte',
  ...fromFields(
    Fields,
    ({ credentials }) => (credentials === undefined ? {} : readExpiryDate(credentials)),
    (credential) => ({ credentials: writeExpiryDate(credential) }),
  ),
  recognises: (object) =>
    !hasTokensAtTheTop(object) &&
    hasSome(
      objectAt(object, 'credentials'),
      'auth_type',
      'client_id',
      'client_secret',
      'token_expiry_date',
    ),
} as const satisfies Format
