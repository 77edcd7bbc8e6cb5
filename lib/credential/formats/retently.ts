import type { Format } from '../format.ts'
import { hasSome } from '../stored-object.ts'
import { expiryDate } from './expiry-date.ts'

/**
 * What Retently connectors keep; rotation adds the access token and its date.
 *
 * Shape: `{client_id, client_secret, refresh_token}`, then also `{access_token, token_expiry_date}`.
 */
export const retently = {
  id: 'retently',
  ...expiryDate,
  recognises: (object) =>
    ['client_id', 'client_secret', 'refresh_token'].every((key) => hasSome(object, key)),
} as const satisfies Format
