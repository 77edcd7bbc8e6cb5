import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type KoaContextWithOIDC, Provider } from 'oidc-provider'
import { type AccountClock, realTime } from '../account-clock.ts'
import { markTokens } from '../demo-secret.ts'
import type { Documents } from '../kept/documents.ts'
import {
  AUTHORIZATION_ROUTE,
  configurationOf,
  type ServedClients,
  TOKEN_ROUTE,
} from './authorization-configuration.ts'
import { authorizationStore } from './authorization-store.ts'
import { LOGIN_ROUTE, loginPages } from './login-pages.ts'

/** One request at the token endpoint, told without any token; `refreshed` means that it got tokens. */
export type TokenRequestSeen = {
  readonly clientId: string
  readonly outcome: 'refreshed' | 'refused'
  readonly errorCode?: string
}

/** What a server serves and how it listens; `port` is chosen by the system unless given, `documents` keep its tokens, `clock` is the machine's unless given. */
export type AuthorizationServerSettings = ServedClients & {
  readonly port?: number
  readonly documents?: Documents | undefined
  readonly clock?: AccountClock
  readonly onTokenRequest?: (request: TokenRequestSeen) => void
}

/** What a finished consent gives to the client. */
export type IssuedTokens = {
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresInSeconds: number
}

/**
 * An authorization server at work.
 *
 * Shape: `issue` rejects for an unknown client; `revoke` ends the whole grant of a refresh token, used
 * or not, and does nothing for an unknown one; `stateOf` says `usable`, `spent`, or `unknown` (never
 * issued, expired, or its grant is revoked); `refreshes` counts successful refreshes so far.
 */
export type AuthorizationServer = {
  readonly tokenUrl: URL
  /** Where a person's browser begins a login. */
  readonly authorizationUrl: URL
  readonly issue: (clientId: string) => Promise<IssuedTokens>
  readonly revoke: (refreshToken: string) => Promise<void>
  readonly stateOf: (refreshToken: string) => Promise<'usable' | 'spent' | 'unknown'>
  readonly refreshes: () => number
  readonly stop: () => Promise<void>
}

/**
 * Starts a certified OAuth authorization server on loopback that stands in for the SaaS products.
 *
 * Effect: listens on 127.0.0.1, for people too. Refresh tokens rotate at every use, and the second use of one revokes
 * its grant with the newest token.
 * Errors: rejects when the port is taken or a client's metadata is refused.
 * Source: https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2
 */
export const startAuthorizationServer = async (
  settings: AuthorizationServerSettings,
): Promise<AuthorizationServer> => {
  const { port = 0, clock = realTime, onTokenRequest } = settings
  const store = authorizationStore(settings.documents, clock)
  const server = createServer()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${portOf(server)}`
  const provider = new Provider(issuer, {
    ...configurationOf(settings),
    adapter: store.adapter,
  })
  for (const model of [provider.AccessToken, provider.RefreshToken, provider.ClientCredentials])
    markTokens(model.prototype)
  const protocol = provider.callback()
  const login = loginPages(provider)
  server.on('request', (request, response) => {
    void (request.url?.startsWith(LOGIN_ROUTE)
      ? login(request, response)
      : protocol(request, response))
  })

  let refreshes = 0
  provider.on('grant.success', (ctx) => {
    refreshes += ctx.oidc.params?.grant_type === 'refresh_token' ? 1 : 0
    onTokenRequest?.({ clientId: clientIdOf(ctx), outcome: 'refreshed' })
  })
  const refused = (ctx: KoaContextWithOIDC, errorCode: string): void =>
    onTokenRequest?.({ clientId: clientIdOf(ctx), outcome: 'refused', errorCode })
  provider.on('grant.error', (ctx, error) => refused(ctx, error.error))
  provider.on('server_error', (ctx) => refused(ctx, 'server_error'))

  return {
    tokenUrl: new URL(`${issuer}${TOKEN_ROUTE}`),
    authorizationUrl: new URL(`${issuer}${AUTHORIZATION_ROUTE}`),
    issue: (clientId) => issueTokens(provider, clientId),
    revoke: async (refreshToken) => {
      const grantId = store.find('RefreshToken', refreshToken)?.grantId
      if (grantId !== undefined) {
        store.revokeGrant(grantId)
      }
    },
    stateOf: async (refreshToken) => {
      const token = store.find('RefreshToken', refreshToken)
      const grant = store.find('Grant', token?.grantId ?? '')
      const ends = Math.min(token?.exp ?? 0, grant?.exp ?? 0)
      if (ends <= clock.now().getTime() / 1000) return 'unknown'
      return token?.consumed ? 'spent' : 'usable'
    },
    refreshes: () => refreshes,
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

const issueTokens = async (provider: Provider, clientId: string): Promise<IssuedTokens> => {
  const client = await provider.Client.find(clientId)
  if (client === undefined) {
    throw new Error(`no client is named ${clientId}`)
  }
  const accountId = randomUUID()
  const scope = 'offline_access'
  const grant = new provider.Grant({ accountId, clientId })
  grant.addOIDCScope(scope)
  const grantId = await grant.save()
  const origin = { client, accountId, grantId, scope, gty: 'authorization_code' }
  const accessToken = new provider.AccessToken(origin)
  return {
    accessToken: await accessToken.save(),
    refreshToken: await new provider.RefreshToken(origin).save(),
    expiresInSeconds: accessToken.expiration,
  }
}

const clientIdOf = ({ oidc }: KoaContextWithOIDC): string => {
  const named = oidc.client?.clientId ?? oidc.params?.client_id
  return typeof named === 'string' ? named : 'unknown'
}

const portOf = (server: Server): number => {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
