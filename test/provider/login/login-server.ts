import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type ClientMetadata, type KoaContextWithOIDC, Provider } from 'oidc-provider'

/**
 * A certified authorization server at which people log in: real pages for login and consent, PKCE required, rotating
 * refresh tokens, device codes.
 *
 * Shape: `requests` are the grant types that were asked for, refused ones with what the server called its refusal;
 * `secrets` are all codes and tokens that it gave out.
 */
export type LoginServer = {
  readonly url: URL
  readonly requests: readonly string[]
  readonly secrets: readonly string[]
  readonly stop: () => Promise<void>
}

/** Any login and password are good at this server. */
export const startLoginServer = async (
  clients: readonly (Partial<ClientMetadata> & { readonly client_id: string })[],
): Promise<LoginServer> => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const url = new URL(`http://127.0.0.1:${port}`)
  const provider = new Provider(url.origin, {
    clients: clients.map((client) => ({ ...COMMON, ...client })),
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    jwks: { keys: [ownKey()] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    scopes: ['openid', 'offline_access', 'contacts.read'],
    responseTypes: ['code'],
    clientAuthMethods: ['client_secret_post', 'client_secret_basic', 'none'],
    clientBasedCORS: () => false,
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: true },
      deviceFlow: { enabled: true },
      resourceIndicators: { enabled: false },
    },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
    rotateRefreshToken: true,
    ttl: {
      AccessToken: 3600,
      AuthorizationCode: 60,
      DeviceCode: 600,
      Grant: 7200,
      IdToken: 3600,
      Interaction: 600,
      RefreshToken: 7200,
      Session: 600,
    },
  })
  const requests: string[] = []
  const secrets: string[] = []
  // the fastest that a device may ask here
  provider.use(async (ctx, next) => {
    await next()
    if (ctx.path === '/device/auth' && isObject(ctx.body)) ctx.body = { ...ctx.body, interval: 1 }
    if (isObject(ctx.body)) secrets.push(...secretsOf(ctx.body))
    const location: unknown = ctx.response.get('location')
    const code =
      typeof location === 'string' && URL.canParse(location, url.origin)
        ? new URL(location, url.origin).searchParams.get('code')
        : null
    if (code !== null) secrets.push(code)
  })
  provider.on('grant.success', (ctx) => requests.push(grantOf(ctx)))
  provider.on('grant.error', (ctx, { error }) => requests.push(`${grantOf(ctx)}: ${error}`))
  server.on('request', provider.callback())
  return {
    url,
    requests,
    secrets,
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

const COMMON = {
  client_secret: 'planted-client-secret',
  application_type: 'native',
  token_endpoint_auth_method: 'client_secret_basic',
  grant_types: [
    'authorization_code',
    'refresh_token',
    'urn:ietf:params:oauth:grant-type:device_code',
  ],
  redirect_uris: ['http://127.0.0.1/callback'],
  response_types: ['code'],
} satisfies Partial<ClientMetadata>

/** The fields of a definition that lead to this server. */
export const fieldsOf = ({ url }: Pick<LoginServer, 'url'>) => ({
  tokenUrl: `${url.origin}/token`,
  clientAuth: 'client_secret_basic',
  authorizationUrl: `${url.origin}/auth`,
  authorizationParameters: { prompt: 'consent', scope: 'openid offline_access' },
  deviceAuthorizationUrl: `${url.origin}/device/auth`,
})

const ownKey = () => ({
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
  kty: 'EC',
  use: 'sig',
})

const isObject = (u: unknown): u is Readonly<Record<string, unknown>> =>
  typeof u === 'object' && u !== null && Object.getPrototypeOf(u) === Object.prototype

const secretsOf = (body: Readonly<Record<string, unknown>>): readonly string[] =>
  ['access_token', 'refresh_token', 'id_token', 'device_code'].flatMap((name) => {
    const value = body[name]
    return typeof value === 'string' ? [value] : []
  })

const grantOf = ({ oidc }: KoaContextWithOIDC): string =>
  String(oidc.params?.grant_type ?? 'none').replace(/^.*:/, '')
