import { createHash } from 'node:crypto'
import * as E from 'fp-ts/Either'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { localSign } from '../../../lib/provider/client/signer.ts'
import { requestToken } from '../../../lib/provider/token/token-request.ts'
import { definition } from '../definition.ts'
import { startServer, type TestServer } from '../http-server.ts'
import { AT, askToken, type TokenQuestion } from './ask-token.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer((response) => response.end('{"access_token":"new"}'))
})
afterAll(() => server.stop())

let before = 0
beforeEach(() => {
  before = server.received.length
})
const sent = () => server.received.slice(before)

const send = async (question: Omit<TokenQuestion, 'url'>) => {
  expect(await askToken({ url: server.url, ...question })).toEqual(E.right({ accessToken: 'new' }))
  const [request] = sent()
  return {
    headers: request?.headers ?? {},
    body: request?.body ?? '',
    form: Object.fromEntries(new URLSearchParams(request?.body)),
  }
}
const awkward = { id: 'app:1 é', secret: 's+e/c&r=e t%é' }

describe('when a refresh is requested', () => {
  it('sends one form that asks for JSON, as it is', async () => {
    const { headers, form } = await send({ client: awkward, refreshToken: 'old+/=&é' })

    expect(form).toStrictEqual({
      grant_type: 'refresh_token',
      refresh_token: 'old+/=&é',
      client_id: awkward.id,
      client_secret: awkward.secret,
    })
    expect(headers).toMatchObject({
      accept: 'application/json',
      'accept-encoding': 'identity',
      'content-type': 'application/x-www-form-urlencoded',
    })
    expect(headers.authorization).toBeUndefined()
    expect(sent()).toHaveLength(1)
  })

  it('sends JSON to a provider that wants it', async () => {
    const { headers, body } = await send({
      refreshToken: 'old',
      fields: { bodyFormat: 'json', extraParameters: { audience: 'x' } },
    })

    expect(headers['content-type']).toBe('application/json')
    expect(JSON.parse(body)).toStrictEqual({
      grant_type: 'refresh_token',
      refresh_token: 'old',
      client_id: 'app',
      client_secret: 'app-secret',
      audience: 'x',
    })
  })

  it('adds extra parameters, of which none replaces one of the grant', async () => {
    const extraParameters = {
      audience: 'a b',
      grant_type: 'password',
      refresh_token: 'other',
      client_id: 'other',
      client_secret: 'other',
    }
    const { form } = await send({ fields: { extraParameters } })

    expect(form).toStrictEqual({
      audience: 'a b',
      grant_type: 'refresh_token',
      refresh_token: 'old-token',
      client_id: 'app',
      client_secret: 'app-secret',
    })
  })
})

describe('when the client authenticates in another way', () => {
  it('puts it into the header, each part encoded by itself', async () => {
    const { headers, form } = await send({
      client: awkward,
      fields: { clientAuth: 'client_secret_basic' },
    })
    const [id = '', secret = ''] = atob(String(headers.authorization).replace('Basic ', ''))
      .split(':')
      .map((part) => new URLSearchParams(`x=${part}`).get('x') ?? '')

    expect({ id, secret }).toStrictEqual(awkward)
    expect(form).toStrictEqual({ grant_type: 'refresh_token', refresh_token: 'old-token' })
  })

  it('names a public client only', async () => {
    const { headers, form } = await send({
      client: { id: 'app', secret: 'unused' },
      fields: { clientAuth: 'none' },
    })

    expect(headers.authorization).toBeUndefined()
    expect(form).toStrictEqual({
      grant_type: 'refresh_token',
      refresh_token: 'old-token',
      client_id: 'app',
    })
  })

  it('sends a hash of client secret and refresh token, and the secret in no form', async () => {
    const { headers, body, form } = await send({
      client: { id: 'app', secret: 'stays-at-home' },
      refreshToken: 'old',
      fields: { clientAuth: 'client_secret_hash' },
    })

    expect(form).toStrictEqual({
      grant_type: 'refresh_token',
      refresh_token: 'old',
      client_id: 'app',
      hash: createHash('sha256').update('stays-at-home|old').digest('hex'),
    })
    expect(body + JSON.stringify(headers)).not.toContain('stays')
  })
})

describe('when a provider wants it otherwise', () => {
  it('sends everything in the URL', async () => {
    const { headers, body } = await send({ fields: { bodyFormat: 'query' } })

    expect(body).toBe('')
    expect(sent()[0]?.path).toBe(
      '/token?refresh_token=old-token&grant_type=refresh_token&client_id=app&client_secret=app-secret',
    )
    expect(headers['content-type']).toBeUndefined()
  })

  it('asks with GET', async () => {
    await send({ fields: { method: 'GET', bodyFormat: 'query' } })

    expect(sent()[0]?.method).toBe('GET')
  })

  it('calls parameters by their names there, and leaves out what is not wanted', async () => {
    const names = { client_id: 'client_key', grant_type: null, refresh_token: 'token' }
    const { form } = await send({ fields: { parameterNames: names } })

    expect(form).toStrictEqual({
      token: 'old-token',
      client_key: 'app',
      client_secret: 'app-secret',
    })
  })

  it('sends its headers, and the fields of the client that it asks for', async () => {
    const { headers, form } = await send({
      client: {
        id: 'app',
        secret: 's',
        parameters: { redirect_uri: 'https://acme.com', other: 'x' },
      },
      fields: {
        headers: { 'Acme-Version': '2' },
        clientParameters: ['redirect_uri', 'scope'],
      },
    })

    expect(headers['acme-version']).toBe('2')
    expect(form).toStrictEqual({
      grant_type: 'refresh_token',
      refresh_token: 'old-token',
      redirect_uri: 'https://acme.com',
      client_id: 'app',
      client_secret: 's',
    })
  })

  it('exchanges the access token where that is the grant', async () => {
    const { form } = await send({
      refreshToken: 'stored-access',
      fields: {
        grant: 'access_token',
        grantType: 'acme_exchange',
        parameterNames: { access_token: 'acme_token' },
      },
    })

    expect(form).toStrictEqual({
      grant_type: 'acme_exchange',
      acme_token: 'stored-access',
      client_id: 'app',
      client_secret: 'app-secret',
    })
  })
})

describe('when a client asks for itself', () => {
  it('sends no refresh token', async () => {
    const { form } = await send({
      fields: { grant: 'client_credentials', extraParameters: { scope: 'read' } },
    })

    expect(form).toStrictEqual({
      grant_type: 'client_credentials',
      scope: 'read',
      client_id: 'app',
      client_secret: 'app-secret',
    })
  })
})

describe('when a request cannot be made', () => {
  it('sends nothing where a client secret cannot be encoded', async () => {
    const client = { id: 'app', secret: '\uD800' }
    const fields = { clientAuth: 'client_secret_basic' }
    expect(await askToken({ url: server.url, client, fields })).toStrictEqual(
      E.left({ tag: 'ProviderUnavailable', cause: 'no connection', mayBeApplied: false }),
    )
    expect(sent()).toStrictEqual([])
  })

  it.each([
    ['no secret', { id: 'app' }],
    ['an empty secret', { id: 'app', secret: '' }],
    ['an empty id', { id: '', secret: 's' }],
  ])('sends nothing for a client that has %s to prove itself with', async (_, client) => {
    expect(await askToken({ url: server.url, client })).toStrictEqual(
      E.left({ tag: 'ClientUnusable', code: 'NoProof' }),
    )
    expect(sent()).toStrictEqual([])
  })

  it.each([
    { tag: 'EndpointForbidden', reason: 'private address' },
    { tag: 'ProviderUnavailable', cause: 'timed out', mayBeApplied: true },
  ])('hands on why it was not answered: %o', async (failure) => {
    const sendPost = () => Promise.reject(failure)
    const request = requestToken({ sendPost, sign: localSign, now: () => AT, newId: () => 'id' })({
      definition: definition(),
      url: new URL('https://auth.acme.com/token'),
      client: { id: 'app', secret: 's', parameters: {} },
      token: 'old',
      timeoutMilliseconds: 1,
    })

    expect(await request()).toStrictEqual(E.left(failure))
  })
})
