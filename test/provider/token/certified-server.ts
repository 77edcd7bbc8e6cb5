import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer as createHttpServer, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { TLSSocket } from 'node:tls'
import {
  type Adapter,
  type ClientMetadata,
  type Configuration,
  type KoaContextWithOIDC,
  Provider,
} from 'oidc-provider'
import {
  type AuthorizationStore,
  authorizationStore,
} from '../../../lib/local/authorization/authorization-store.ts'

/**
 * A certified authorization server that takes every way of authenticating.
 *
 * Shape: `requests` are the ids of the clients that asked, with what the server called its refusal; `register` changes
 * a client while the server runs.
 */
export type CertifiedServer = {
  readonly tokenUrl: URL
  readonly requests: string[]
  readonly register: (client: TestClient) => void
  readonly issue: (clientId: string) => Promise<string>
  readonly isUsable: (refreshToken: string) => boolean
  readonly stop: () => Promise<void>
}

/** A client's metadata but for what every test client has in common. */
export type TestClient = Partial<ClientMetadata> & { readonly client_id: string }

/** How the server speaks https. Shape: `ca` are the client certificates that it trusts. */
export type ServerTls = {
  readonly key: string
  readonly cert: string
  readonly ca: readonly string[]
}

/** Starts a server on loopback; with `tls` it speaks https and asks for a client certificate. */
export const startCertifiedServer = async (
  clients: readonly TestClient[],
  tls?: ServerTls,
): Promise<CertifiedServer> => {
  const store = authorizationStore()
  const registered = new Map<string, ClientMetadata>()
  const register = (client: TestClient) => {
    registered.set(client.client_id, { ...COMMON, ...client })
  }
  clients.forEach(register)
  const server: Server =
    tls === undefined
      ? createHttpServer()
      : createHttpsServer({
          key: tls.key,
          cert: tls.cert,
          ca: [...tls.ca],
          requestCert: true,
          rejectUnauthorized: false,
        })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http${tls === undefined ? '' : 's'}://127.0.0.1:${portOf(server)}`
  const adapter = (model: string): Adapter =>
    model === 'Client'
      ? { ...store.adapter(model), find: async (id) => registered.get(id) }
      : store.adapter(model)
  const provider = new Provider(issuer, { ...configuration(), adapter })
  server.on('request', provider.callback())
  const requests: string[] = []
  provider.on('grant.success', (ctx) => requests.push(idOf(ctx)))
  provider.on('grant.error', (ctx, { error }) => requests.push(`${idOf(ctx)}: ${error}`))
  return {
    tokenUrl: new URL(`${issuer}/token`),
    requests,
    register,
    issue: (clientId) => issue(provider, clientId),
    isUsable: (refreshToken) => isUsable(store, refreshToken),
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

const COMMON = {
  grant_types: ['refresh_token', 'client_credentials'],
  redirect_uris: [],
  response_types: [],
} satisfies Partial<ClientMetadata>

const configuration = (): Configuration => ({
  cookies: { keys: [randomBytes(32).toString('base64url')] },
  jwks: { keys: [ownKey()] },
  clientDefaults: { id_token_signed_response_alg: 'ES256' },
  scopes: ['offline_access'],
  responseTypes: ['code'],
  routes: { token: '/token' },
  clientAuthMethods: [
    'client_secret_post',
    'client_secret_basic',
    'none',
    'private_key_jwt',
    'tls_client_auth',
  ],
  clientBasedCORS: () => false,
  enabledJWA: { clientAuthSigningAlgValues: ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'] },
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    mTLS: {
      enabled: true,
      tlsClientAuth: true,
      getCertificate: (ctx) => pemOf(ctx),
      certificateAuthorized: (ctx) => tlsOf(ctx)?.authorized === true,
      certificateSubjectMatches: (ctx, _property, expected) =>
        (tlsOf(ctx)?.getPeerCertificate().subjectaltname ?? '').includes(`DNS:${expected}`),
    },
  },
  findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
  rotateRefreshToken: true,
  ttl: { AccessToken: 3600, ClientCredentials: 3600, RefreshToken: 7200, Grant: 7200 },
})

/** Signs nothing here; without one the server warns. */
const ownKey = () => ({
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
  kty: 'EC',
  use: 'sig',
})

const tlsOf = (ctx: KoaContextWithOIDC): TLSSocket | undefined =>
  ctx.req.socket instanceof TLSSocket ? ctx.req.socket : undefined

const pemOf = (ctx: KoaContextWithOIDC): string | undefined => {
  const raw = tlsOf(ctx)?.getPeerCertificate().raw
  return raw === undefined
    ? undefined
    : `-----BEGIN CERTIFICATE-----\n${raw.toString('base64')}\n-----END CERTIFICATE-----\n`
}

const issue = async (provider: Provider, clientId: string): Promise<string> => {
  const client = await provider.Client.find(clientId)
  if (client === undefined) throw new Error(`no client is named ${clientId}`)
  const accountId = randomUUID()
  const scope = 'offline_access'
  const grant = new provider.Grant({ accountId, clientId })
  grant.addOIDCScope(scope)
  const grantId = await grant.save()
  const origin = { client, accountId, grantId, scope, gty: 'authorization_code' }
  return new provider.RefreshToken(origin).save()
}

const isUsable = (store: AuthorizationStore, refreshToken: string): boolean => {
  const token = store.find('RefreshToken', refreshToken)
  return token !== undefined && token.consumed === undefined
}

const idOf = ({ oidc }: KoaContextWithOIDC): string =>
  String(oidc.client?.clientId ?? oidc.params?.client_id ?? 'nobody')

const portOf = (server: Server): number => {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
