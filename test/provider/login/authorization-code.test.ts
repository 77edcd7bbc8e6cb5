import * as E from 'fp-ts/Either'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Client } from '../../../lib/provider/client/client.ts'
import { localSign } from '../../../lib/provider/client/signer.ts'
import { exchangeCode } from '../../../lib/provider/login/authorization-code.ts'
import { guardedFetch } from '../../../lib/provider/token/guarded-fetch.ts'
import { definition } from '../definition.ts'
import { type Reply, startServer, type TestServer } from '../http-server.ts'

const AT = new Date('2026-01-01T00:00:00Z')
const ENV = {
  sendPost: guardedFetch({ loopback: true }),
  sign: localSign,
  now: () => AT,
  newId: () => 'id-1',
}

const GRANTED = { access_token: 'a-1', refresh_token: 'r-1', expires_in: 60 }

let server: TestServer
let reply: Reply
beforeEach(async () => {
  reply = (response) => response.end(JSON.stringify(GRANTED))
  server = await startServer((response, request) => reply(response, request))
})
afterEach(() => server.stop())

const exchange = (fields: Readonly<Record<string, unknown>> = {}, client: Partial<Client> = {}) =>
  exchangeCode(ENV)({
    definition: definition(fields),
    url: server.url,
    client: { id: 'app', secret: 's', parameters: {}, ...client },
    code: 'code-1',
    redirectUri: 'http://127.0.0.1:1/callback',
    codeVerifier: 'verifier-1',
  })()

const sentForm = () => Object.fromEntries(new URLSearchParams(server.received[0]?.body))

describe('when the code of a login is exchanged', () => {
  it('sends it with the verifier and the proof of the client', async () => {
    expect(await exchange()).toMatchObject(
      E.right({ accessToken: 'a-1', refreshToken: 'r-1', expiresInSeconds: 60 }),
    )
    expect(sentForm()).toStrictEqual({
      grant_type: 'authorization_code',
      code: 'code-1',
      redirect_uri: 'http://127.0.0.1:1/callback',
      code_verifier: 'verifier-1',
      client_id: 'app',
      client_secret: 's',
    })
  })

  it('goes by the rules that refreshes have there, but for the grant and the method', async () => {
    await exchange(
      {
        method: 'GET',
        bodyFormat: 'query',
        grant: 'access_token',
        grantType: 'acme_exchange',
        parameterNames: { grant_type: null, client_id: 'client_key' },
        clientParameters: ['redirect_uri', 'scope'],
        extraParameters: { request: 'token' },
        pkce: false,
      },
      { parameters: { redirect_uri: 'https://acme.com', scope: 'x' } },
    )
    const [request] = server.received

    expect(request?.method).toBe('POST')
    expect(Object.fromEntries(new URL(request?.path ?? '', server.url).searchParams)).toStrictEqual(
      {
        grant_type: 'authorization_code',
        code: 'code-1',
        redirect_uri: 'http://127.0.0.1:1/callback',
        scope: 'x',
        request: 'token',
        client_key: 'app',
        client_secret: 's',
      },
    )
  })

  it('finds the tokens where the definition says', async () => {
    reply = (response) => response.end('{"data":{"token":"t-1"}}')

    expect(await exchange({ answerKey: 'data', answer: { accessToken: 'token' } })).toMatchObject(
      E.right({ accessToken: 't-1' }),
    )
  })

  it('goes by rules of its own where the definition has such', async () => {
    await exchange(
      {
        clientAuth: 'none',
        bodyFormat: 'query',
        extraParameters: { request: 'refresh' },
        parameterNames: { client_id: 'refresh_id' },
        codeExchange: {
          clientAuth: 'client_secret_post',
          bodyFormat: 'json',
          extraParameters: { expiring: '1' },
          parameterNames: { grant_type: null, code: 'auth_code', redirect_uri: null },
        },
        pkce: 'hex',
      },
      {},
    )

    expect(JSON.parse(server.received[0]?.body ?? '')).toStrictEqual({
      auth_code: 'code-1',
      code_verifier: 'verifier-1',
      expiring: '1',
      client_id: 'app',
      client_secret: 's',
    })
  })

  it('keeps nothing of a short-lived token that is not exchanged for another', async () => {
    reply = (response) => {
      response.statusCode = server.received.length === 1 ? 200 : 500
      response.end(JSON.stringify(GRANTED))
    }
    const exchanged = await exchangeCode(ENV)({
      definition: definition({
        grant: 'access_token',
        grantType: 'renew',
        longLivedExchange: { grantType: 'prolong' },
      }),
      url: server.url,
      longLivedUrl: new URL('/long', server.url),
      client: { id: 'app', secret: 's', parameters: {} },
      code: 'code-1',
      redirectUri: 'http://127.0.0.1:1/callback',
      codeVerifier: 'verifier-1',
    })()

    expect(exchanged).toMatchObject(E.left({ tag: 'ProviderUnavailable' }))
    expect(server.received.map(({ path }) => path)).toStrictEqual(['/token', '/long'])
    expect(Object.fromEntries(new URLSearchParams(server.received[1]?.body))).toStrictEqual({
      grant_type: 'prolong',
      access_token: 'a-1',
      client_id: 'app',
      client_secret: 's',
    })
  })

  it('tries the previous secret of the client where the new one is not known yet', async () => {
    reply = (response) => {
      response.statusCode = server.received.length === 1 ? 401 : 200
      response.end(
        JSON.stringify(server.received.length === 1 ? { error: 'invalid_client' } : GRANTED),
      )
    }

    expect(E.isRight(await exchange({}, { previousSecret: 'old' }))).toBe(true)
    expect(
      server.received.map(({ body }) => new URLSearchParams(body).get('client_secret')),
    ).toStrictEqual(['s', 'old'])
  })

  it('tells a refusal without the words of the provider', async () => {
    reply = (response) => {
      response.statusCode = 400
      response.end('{"error":"invalid_grant","error_description":"planted"}')
    }

    expect(await exchange()).toStrictEqual(
      E.left({ tag: 'GrantRejected', providerCode: 'invalid_grant' }),
    )
  })
})
