import { createHash } from 'node:crypto'
import { type ClientAuth, ClientSecretBasic, ClientSecretPost, None } from 'oauth4webapi'
import type { ProviderDefinition } from './provider-definition.ts'

/** An OAuth client's credentials; public clients have no secret. */
export type Client = { readonly id: string; readonly secret?: string | undefined }

/** Whether a client has all that a way of authenticating needs. */
export const canAuthenticate = (
  client: Client,
  method: ProviderDefinition['clientAuth'],
): boolean => method === 'none' || client.secret !== undefined

/** How a client proves itself at a token endpoint. Source: RFC 6749 section 2.3.1. */
export const clientAuthentication = (
  method: ProviderDefinition['clientAuth'],
  { secret = '' }: Client,
): ClientAuth => {
  switch (method) {
    case 'client_secret_post':
      return ClientSecretPost(secret)
    case 'client_secret_basic':
      return ClientSecretBasic(secret)
    case 'client_secret_hash':
      return clientSecretHash(secret)
    case 'none':
      return None()
  }
}

/**
 * Smartsheet's alternative: the client secret stays at home, a hash of it and the refresh token travels.
 *
 * Source: https://developers.smartsheet.com/api/smartsheet/openapi/tokens/tokens-getorrefresh.md
 */
const clientSecretHash =
  (secret: string): ClientAuth =>
  (_, client, body) => {
    const proof = createHash('sha256').update(`${secret}|${body.get('refresh_token') ?? ''}`)
    body.set('client_id', client.client_id)
    body.set('hash', proof.digest('hex'))
  }
