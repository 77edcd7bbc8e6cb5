import type { Format } from '../format.ts'
import { ExpiryDateCredential } from './expiry-date.ts'

/**
 * What Smartsheet connectors keep.
 *
 * Shape: `{access_token, client_id, client_secret, refresh_token, token_expiry_date}`.
 */
export const smartsheets = {
  id: 'smartsheets',
  codec: ExpiryDateCredential,
  recognises: (keys) => keys.has('token_expiry_date'),
} as const satisfies Format
