import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { ClientMetadata, Configuration } from 'oidc-provider'
import { LOGIN_ROUTE } from './login-pages.ts'

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

/** The path at which a login begins. */
export const AUTHORIZATION_ROUTE = '/auth'

/** A server with rotating refresh tokens, one page for people, and keys of its own. */
export const configurationOf = (served: ServedClients): Configuration => ({
  ...configuration,
  clients: served.clients.map(metadataOf),
  cookies: { keys: [randomBytes(32).toString('base64url')] },
  jwks: { keys: [signingKey()] },
  ttl: lifetimes(served),
})

const grantLifetimeSeconds = 365 * 24 * 3600
const loginSeconds = 600

const configuration = {
  routes: { token: TOKEN_ROUTE, authorization: AUTHORIZATION_ROUTE },
  interactions: { url: (_ctx, { uid }) => `${LOGIN_ROUTE}${uid}` },
  pkce: { required: () => true },
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
    AuthorizationCode: 60,
    Grant: grantLifetimeSeconds,
    Interaction: loginSeconds,
    Session: loginSeconds,
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
  ...(grant === 'client_credentials'
    ? { grant_types: [grant], redirect_uris: [], response_types: [] }
    : LOGIN),
})

/** A native app's loopback redirect URI is good at every port. Source: https://www.rfc-editor.org/rfc/rfc8252#section-7.3 */
const LOGIN = {
  application_type: 'native',
  grant_types: ['refresh_token', 'authorization_code'],
  redirect_uris: ['http://127.0.0.1/callback'],
  response_types: ['code'],
} satisfies Partial<ClientMetadata>

/** Signs nothing here, but a provider without a key of its own warns about using a well-known one. */
const signingKey = () => ({
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
  kty: 'EC',
  use: 'sig',
})
