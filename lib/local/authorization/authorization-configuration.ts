import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { ClientMetadata, Configuration } from 'oidc-provider'

/**
 * An OAuth client that the server knows.
 *
 * Shape: `clientSecret` is absent for `none`; `grant` is `refresh_token` unless given;
 * `accessTokenLifetimeSeconds` overrides the server's.
 */
export type LocalClient = {
  readonly clientId: string
  readonly clientSecret?: string
  readonly authMethod: 'client_secret_post' | 'client_secret_basic' | 'none'
  readonly grant?: 'refresh_token' | 'client_credentials'
  readonly accessTokenLifetimeSeconds?: number
}

/** The clients of a server, and how long their access tokens live unless they say otherwise. */
export type ServedClients = {
  readonly clients: readonly LocalClient[]
  readonly accessTokenLifetimeSeconds: number
}

/** The path of the token endpoint. */
export const TOKEN_ROUTE = '/token'

/** A server for refreshing only: rotating refresh tokens, no page for a person, keys of its own. */
export const configurationOf = (served: ServedClients): Configuration => ({
  ...configuration,
  clients: served.clients.map(metadataOf),
  cookies: { keys: [randomBytes(32).toString('base64url')] },
  jwks: { keys: [signingKey()] },
  ttl: lifetimes(served),
})

const grantLifetimeSeconds = 365 * 24 * 3600

const configuration = {
  routes: { token: TOKEN_ROUTE },
  scopes: ['offline_access'],
  responseTypes: ['code'],
  clientAuthMethods: ['client_secret_post', 'client_secret_basic', 'none'],
  clientDefaults: { id_token_signed_response_alg: 'ES256' },
  clientBasedCORS: () => false,
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    resourceIndicators: { enabled: false },
  },
  findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
  renderError: (ctx, out) => {
    ctx.body = out
  },
  rotateRefreshToken: true,
} satisfies Configuration

const lifetimes = ({ clients, accessTokenLifetimeSeconds }: ServedClients) => {
  const own = new Map(clients.map((client) => [client.clientId, client.accessTokenLifetimeSeconds]))
  const lifetimeOf = (_ctx: unknown, token: { readonly clientId?: string | undefined }): number =>
    own.get(token.clientId ?? '') ?? accessTokenLifetimeSeconds
  return {
    AccessToken: lifetimeOf,
    ClientCredentials: lifetimeOf,
    Grant: grantLifetimeSeconds,
    RefreshToken: grantLifetimeSeconds,
  }
}

const metadataOf = ({
  clientId,
  clientSecret,
  authMethod,
  grant,
}: LocalClient): ClientMetadata => ({
  client_id: clientId,
  ...(authMethod !== 'none' && { client_secret: clientSecret }),
  token_endpoint_auth_method: authMethod,
  grant_types: [grant ?? 'refresh_token'],
  redirect_uris: [],
  response_types: [],
})

/** Signs nothing here, but a provider without a key of its own warns about using a well-known one. */
const signingKey = () => ({
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
  kty: 'EC',
  use: 'sig',
})
