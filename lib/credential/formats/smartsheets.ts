import type { Format } from '../format.ts'
import { hasSome } from '../stored-object.ts'
import { expiryDate } from './expiry-date.ts'

/**
 * What Smartsheet connectors keep.
 *
 * Shape: `{access_token, client_id, client_secret, refresh_token, token_expiry_date}`.
 */
export const smartsheets = {
  id: 'smartsheets',
  ...expiryDate,
  recognises: (object) => hasSome(object, 'token_expiry_date'),
} as const satisfies Format
