import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Client } from '../../../lib/provider/client/client.ts'
import {
  canAuthenticate,
  clientAuthentication,
  methodOf,
  needsClient,
} from '../../../lib/provider/client/client-authentication.ts'
import { localSign } from '../../../lib/provider/client/signer.ts'
import { definition } from '../definition.ts'
import { readJwt } from './read-jwt.ts'

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const key = { place: 'local', privateKey, algorithm: 'ES256' } as const
const certificate = { certificate: 'certificate', privateKey: 'private key' }
const clientWith = (has: Partial<Client>): Client => ({ id: 'app', parameters: {}, ...has })

/** What a client adds to a request that has a refresh token in it. */
const added = async (clientAuth: string, has: Partial<Client>) => {
  const body = new URLSearchParams({ refresh_token: 'old' })
  const headers = {}
  const client = clientWith(has)
  await clientAuthentication({
    definition: definition({ clientAuth }),
    client,
    url: new URL('https://auth.acme.com/token'),
    sign: localSign,
    now: () => new Date('2026-03-01T12:00:00Z'),
    newId: () => 'id-1',
  })(client.id, body, headers)
  body.delete('refresh_token')
  return { headers, body: Object.fromEntries(body) }
}

const basic = (text: string) => ({
  headers: { authorization: `Basic ${Buffer.from(text).toString('base64')}` },
  body: {},
})

describe('when a client authenticates', () => {
  it('puts its secret into the body', async () => {
    expect(await added('client_secret_post', { secret: 's' })).toStrictEqual({
      headers: {},
      body: { client_id: 'app', client_secret: 's' },
    })
  })

  it.each([
    [
      'plain ones as they are',
      'my-app_1.x~y',
      'abc-DEF_1.2~3*!()',
      'my-app_1.x~y:abc-DEF_1.2~3*!()',
    ],
    ['base64 as it is', 'app', 'a/b==', 'app:a/b=='],
    ['others escaped', 'a:b c', 's+e%c&r"é', 'a%3Ab+c:s%2Be%25c%26r%22%C3%A9'],
  ])('puts id and secret into the header, %s', async (_, id, secret, expected) => {
    expect(await added('client_secret_basic', { id, secret })).toStrictEqual(basic(expected))
  })

  it('sends nothing where a secret cannot be written in UTF-8', async () => {
    await expect(added('client_secret_basic', { secret: '\uD800' })).rejects.toThrow(URIError)
  })

  it.each([
    ['none', {}],
    ['tls_client_auth', { certificate }],
  ])('names itself only by %s', async (method, has) => {
    expect(await added(method, has)).toStrictEqual({ headers: {}, body: { client_id: 'app' } })
  })

  it('sends a signed assertion, and no key', async () => {
    const { headers, body } = await added('private_key_jwt', { key, secret: 'stays' })
    const { client_assertion: jwt = '', ...others } = body

    expect(headers).toStrictEqual({})
    expect(others).toStrictEqual({
      client_id: 'app',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    })
    expect(readJwt(jwt, createPublicKey(privateKey)).claims).toMatchObject({
      iss: 'app',
      sub: 'app',
      aud: 'https://auth.acme.com/token',
    })
  })

  it('sends Smartsheet a hash of its secret and the refresh token', async () => {
    const hash = createHash('sha256').update('s|old').digest('hex')

    expect(await added('client_secret_hash', { secret: 's' })).toStrictEqual({
      headers: {},
      body: { client_id: 'app', hash },
    })
  })

  it('sends Agiloft the first 20 characters of its secret', async () => {
    const secret = '12345678901234567890-stays'

    expect(await added('agiloft_md5_secret', { secret })).toStrictEqual({
      headers: {},
      body: { md5_secret: '12345678901234567890' },
    })
  })

  it('sends Stripe the secret key as a user name', async () => {
    expect(await added('stripe_secret_key', { secret: 'sk_test_1' })).toStrictEqual(
      basic('sk_test_1:'),
    )
  })

  it('says that it has nothing to prove itself with', async () => {
    await expect(added('client_secret_post', {})).rejects.toStrictEqual({
      tag: 'ClientUnusable',
      code: 'NoProof',
    })
  })
})

describe('when a provider takes several ways of authenticating', () => {
  const all = [
    'none',
    'private_key_jwt',
    'client_secret_basic',
    'client_secret_post',
    'tls_client_auth',
  ]
  const post = 'client_secret_post'

  it.each<[string, readonly string[], Partial<Client>, string | undefined]>([
    ['the first that the client can do', all, { secret: 's', key }, 'private_key_jwt'],
    ['another one by what it has', all, { secret: 's' }, 'client_secret_basic'],
    ['the certificate where that is all', all, { certificate }, 'tls_client_auth'],
    ['no proof only where there is none', all, {}, 'none'],
    ['its owner’s choice', all, { secret: 's', key, method: post }, post],
    ['its owner’s choice of no proof', all, { secret: 's', method: 'none' }, 'none'],
    ['nothing else than its owner’s choice', all, { key, method: post }, undefined],
    ['its own where the owner’s is not taken', [post], { secret: 's', method: 'none' }, post],
    ['nothing where nothing fits', [post], { key, certificate }, undefined],
  ])('takes %s', (_, clientAuth, has, method) => {
    const provider = definition({ clientAuth })

    expect(methodOf(clientWith(has), provider)).toBe(method)
    expect(canAuthenticate(clientWith(has), provider)).toBe(method !== undefined)
  })
})

describe('when a provider wants more than a client’s proof', () => {
  it.each<[string, Readonly<Record<string, unknown>>, Partial<Client>]>([
    ['a certificate', { needsCertificate: true }, { secret: 's', certificate }],
    ['a key to sign the grant', { grant: 'jwt_bearer', clientAuth: 'none' }, { key }],
  ])('needs %s of the client', (_, fields, has) => {
    const { certificate: _shown, key: _signing, ...less } = has

    expect(canAuthenticate(clientWith(has), definition(fields))).toBe(true)
    expect(canAuthenticate(clientWith(less), definition(fields))).toBe(false)
  })
})

describe('when a provider may want to hear of no client', () => {
  const nameless = { clientAuth: 'none', parameterNames: { client_id: null } }

  it.each<[string, Readonly<Record<string, unknown>>, boolean]>([
    ['nothing of it is sent', nameless, false],
    ['its id is sent', { clientAuth: 'none' }, true],
    ['its secret is sent', { parameterNames: { client_id: null } }, true],
    ['it signs the grant', { ...nameless, grant: 'jwt_bearer' }, true],
    ['it shows a certificate', { ...nameless, needsCertificate: true }, true],
  ])('knows by whether %s', (_, fields, needs) => {
    expect(needsClient(definition(fields))).toBe(needs)
  })
})
