import { createHash } from 'node:crypto'
import type { ProveClient } from '../client/prove-client.ts'

/**
 * Smartsheet's alternative: the client secret stays at home, a hash of it and the refresh token (at a login, the code)
 * travels.
 *
 * Source: https://developers.smartsheet.com/api/smartsheet/openapi/tokens/tokens-getorrefresh.md,
 * https://github.com/smartsheet/smartsheet-java-sdk (src/main/java/com/smartsheet/api/internal/oauth/OAuthFlowImpl.java)
 */
export const clientSecretHash =
  (secret: string): ProveClient =>
  (clientId, parameters) => {
    const spent = parameters.get('refresh_token') ?? parameters.get('code') ?? ''
    const proof = createHash('sha256').update(`${secret}|${spent}`)
    parameters.set('client_id', clientId)
    parameters.set('hash', proof.digest('hex'))
  }
