import { createHash } from 'node:crypto'
import type { ClientAuth } from 'oauth4webapi'

/**
 * Smartsheet's alternative: the client secret stays at home, a hash of it and the refresh token (at a login, the code)
 * travels.
 *
 * Source: https://developers.smartsheet.com/api/smartsheet/openapi/tokens/tokens-getorrefresh.md,
 * https://github.com/smartsheet/smartsheet-java-sdk (src/main/java/com/smartsheet/api/internal/oauth/OAuthFlowImpl.java)
 */
export const clientSecretHash =
  (secret: string): ClientAuth =>
  (_, client, body) => {
    const spent = body.get('refresh_token') ?? body.get('code') ?? ''
    const proof = createHash('sha256').update(`${secret}|${spent}`)
    body.set('client_id', client.client_id)
    body.set('hash', proof.digest('hex'))
  }
