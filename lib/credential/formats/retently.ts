import type { Format } from '../format.ts'
import { ExpiryDateCredential } from './expiry-date.ts'

/**
 * What Retently connectors keep; rotation adds the access token and its date.
 *
 * Shape: `{client_id, client_secret, refresh_token}`, then also `{access_token, token_expiry_date}`.
 */
export const retently = {
  id: 'retently',
  codec: ExpiryDateCredential,
  recognises: (keys) =>
    keys.has('client_id') && keys.has('client_secret') && keys.has('refresh_token'),
} as const satisfies Format
