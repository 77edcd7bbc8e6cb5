import * as E from 'fp-ts/Either'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type AuthorizationServer,
  startAuthorizationServer,
} from '../../../lib/local/authorization/authorization-server.ts'
import type { Client } from '../../../lib/provider/client/client.ts'
import { askToken } from './ask-token.ts'

const POST = { id: 'post', secret: 'post secret+/=&%' }
const BASIC = { id: 'basic:id', secret: 'b a/s:i+c%&=' }
const PUBLIC = { id: 'public' }
const MACHINE = { id: 'machine', secret: 'machine-secret' }

let server: AuthorizationServer
beforeAll(async () => {
  server = await startAuthorizationServer({
    clients: [
      { clientId: POST.id, clientSecret: POST.secret, authMethod: 'client_secret_post' },
      { clientId: BASIC.id, clientSecret: BASIC.secret, authMethod: 'client_secret_basic' },
      { clientId: PUBLIC.id, authMethod: 'none' },
      {
        clientId: MACHINE.id,
        clientSecret: MACHINE.secret,
        authMethod: 'client_secret_basic',
        grant: 'client_credentials',
      },
    ],
    accessTokenLifetimeSeconds: 3600,
  })
})
afterAll(() => server.stop())

const TOKEN = expect.stringMatching(/^[\w-]{43,}$/)
const refresh = (client: Omit<Client, 'parameters'>, clientAuth: string, refreshToken: string) =>
  askToken({ url: server.tokenUrl, client, refreshToken, fields: { clientAuth } })

const methods: readonly (readonly [string, Omit<Client, 'parameters'>])[] = [
  ['client_secret_post', POST],
  ['client_secret_basic', BASIC],
  ['none', PUBLIC],
]

describe.each(methods)('when a client authenticates with %s', (method, client) => {
  it('gets new tokens for a refresh token', async () => {
    const { refreshToken } = await server.issue(client.id)

    const granted = await refresh(client, method, refreshToken)

    expect(granted).toEqual(
      E.right({ accessToken: TOKEN, refreshToken: TOKEN, expiresInSeconds: 3600 }),
    )
    expect(await server.stateOf(refreshToken)).toBe('spent')
  })

  it('is told when the grant is dead', async () => {
    const { refreshToken } = await server.issue(client.id)
    await refresh(client, method, refreshToken)

    expect(await refresh(client, method, refreshToken)).toStrictEqual(
      E.left({ tag: 'GrantRejected', providerCode: 'invalid_grant' }),
    )
  })
})

describe('when a client is not accepted', () => {
  it.each([
    ['client_secret_post', { ...POST, secret: 'wrong' }],
    ['client_secret_basic', { ...BASIC, secret: 'wrong' }],
    ['client_secret_post', { ...POST, id: 'nobody' }],
  ])('is told so and keeps the grant (%s)', async (method, client) => {
    const { refreshToken } = await server.issue(POST.id)

    expect(await refresh(client, method, refreshToken)).toStrictEqual(
      E.left({ tag: 'ClientRejected', providerCode: 'invalid_client', status: 401 }),
    )
    expect(await server.stateOf(refreshToken)).toBe('usable')
  })
})

describe('when a client asks for itself', () => {
  it('gets an access token', async () => {
    const fields = { grant: 'client_credentials', clientAuth: 'client_secret_basic' }

    expect(
      await askToken({ url: server.tokenUrl, client: MACHINE, refreshToken: '', fields }),
    ).toEqual(E.right({ accessToken: TOKEN, expiresInSeconds: 3600 }))
  })

  it('is told when it may not', async () => {
    const fields = { grant: 'client_credentials' }

    expect(await askToken({ url: server.tokenUrl, client: POST, fields })).toStrictEqual(
      E.left({ tag: 'RequestRejected', providerCode: 'invalid_request', status: 400 }),
    )
  })
})
