import { createHash } from 'node:crypto'
import type { ClientAuth } from 'oauth4webapi'

/**
 * Smartsheet's alternative: the client secret stays at home, a hash of it and the refresh token travels.
 *
 * Source: https://developers.smartsheet.com/api/smartsheet/openapi/tokens/tokens-getorrefresh.md
 */
export const clientSecretHash =
  (secret: string): ClientAuth =>
  (_, client, body) => {
    const proof = createHash('sha256').update(`${secret}|${body.get('refresh_token') ?? ''}`)
    body.set('client_id', client.client_id)
    body.set('hash', proof.digest('hex'))
  }
