import { createHash } from 'node:crypto'
import * as E from 'fp-ts/Either'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { requestToken } from '../../lib/provider/token-request.ts'
import { askToken, type TokenQuestion } from './ask-token.ts'
import { definition } from './definition.ts'
import { startServer, type TestServer } from './http-server.ts'

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
  it.each([
    ['a client secret is missing', { client: { id: 'app' } }],
    ['a client id is empty', { client: { id: '', secret: 's' } }],
    ['a refresh token is empty', { refreshToken: '' }],
    [
      'a client secret cannot be encoded',
      { client: { id: 'app', secret: '\uD800' }, fields: { clientAuth: 'client_secret_basic' } },
    ],
  ])('sends nothing where %s', async (_, question) => {
    expect(await askToken({ url: server.url, ...question })).toStrictEqual(
      E.left({ tag: 'ProviderUnavailable', cause: 'no connection', mayBeApplied: false }),
    )
    expect(sent()).toStrictEqual([])
  })

  it.each([
    { tag: 'EndpointForbidden', reason: 'private address' },
    { tag: 'ProviderUnavailable', cause: 'timed out', mayBeApplied: true },
  ])('hands on why it was not answered: %o', async (failure) => {
    const request = requestToken(() => Promise.reject(failure))({
      definition: definition(),
      url: new URL('https://auth.acme.com/token'),
      client: { id: 'app', secret: 's' },
      refreshToken: 'old',
      timeoutMilliseconds: 1,
    })

    expect(await request()).toStrictEqual(E.left(failure))
  })
})
