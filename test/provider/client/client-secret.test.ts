import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { readClientSecret } from '../../../lib/provider/client/client-secret.ts'
import { definition } from '../definition.ts'
import { selfSigned } from './self-signed.ts'

const OBJECT = 'a JSON object with client_id and client_secret'
const planted = 'planted-client-secret'
type Fields = Readonly<Record<string, unknown>>

const read = (fields: Fields, provider: Fields = {}) =>
  readClientSecret(JSON.stringify(fields), definition(provider))

/** The client that is read; throws where there is none. */
const clientOf = (fields: Fields, provider?: Fields) => {
  const client = read(fields, provider)
  if (E.isLeft(client)) throw new Error(client.left)
  return client.right
}

const pem = (key: KeyObject): string => key.export({ format: 'pem', type: 'pkcs8' }).toString()
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const tls = selfSigned()

const SERVICE_ACCOUNT = {
  grant: 'jwt_bearer',
  clientAuth: 'none',
  parameterNames: { client_id: null },
}

describe('when a secret holds an OAuth client', () => {
  it('reads it, whatever else stands there', () => {
    const fields = { client_id: 'app', client_secret: 's', owner: { team: 1 }, scope: 'a b' }

    expect(read(fields)).toEqual(E.right({ id: 'app', secret: 's', scope: 'a b', parameters: {} }))
  })

  it('needs no secret of a public client', () => {
    expect(read({ client_id: 'app' }, { clientAuth: 'none' })).toEqual(
      E.right({ id: 'app', parameters: {} }),
    )
  })

  it('reads the parameters that the provider wants of it, and no other ones', () => {
    const fields = { client_id: 'app', client_secret: 's', redirect_uri: 'https://a', team: 'x' }
    const clientParameters = ['redirect_uri', 'scope']

    expect(clientOf(fields, { clientParameters }).parameters).toStrictEqual({
      redirect_uri: 'https://a',
    })
  })

  it('reads what its assertions say', () => {
    const claims = { issuer: 'i', subject: 's', scope: 'a b', audience: 'https://test.acme.com' }

    expect(clientOf({ client_id: 'app', client_secret: 's', ...claims })).toMatchObject(claims)
  })

  it('reads the secret that is being replaced', () => {
    const fields = { client_id: 'app', client_secret: 'new', previous_client_secret: 'old' }

    expect(clientOf(fields)).toMatchObject({ secret: 'new', previousSecret: 'old' })
  })

  it.each<[string, Fields, Fields]>([
    ['it is the same one', { previous_client_secret: 's' }, {}],
    [
      'another proof is preferred',
      { previous_client_secret: 'old', private_key: pem(rsa) },
      { clientAuth: ['private_key_jwt', 'client_secret_post'] },
    ],
  ])('has no second secret where %s', (_, more, provider) => {
    const client = clientOf({ client_id: 'app', client_secret: 's', ...more }, provider)

    expect(client).not.toHaveProperty('previousSecret')
  })

  it('reads what its owner says of how it authenticates', () => {
    const clientAuth = ['client_secret_basic', 'client_secret_post']
    const method = 'client_secret_post'
    const fields = { client_id: 'app', client_secret: 's', token_endpoint_auth_method: method }

    expect(clientOf(fields, { clientAuth })).toMatchObject({ method })
  })

  it('reads a key and the names that it signs for', () => {
    const fields = { client_id: 'app', issuer: 'acme.com', subject: 'ann', private_key: pem(rsa) }

    expect(clientOf(fields, { clientAuth: 'private_key_jwt' })).toMatchObject({
      id: 'app',
      issuer: 'acme.com',
      subject: 'ann',
      key: { place: 'local', algorithm: 'RS256' },
    })
  })

  it.each<[string, Fields]>([
    ['of its own', { certificate_key: tls.key }],
    ['in private_key', { private_key: tls.key }],
  ])('reads a certificate with a key %s', (_, key) => {
    const fields = { client_id: 'app', certificate: tls.cert, ...key }

    expect(clientOf(fields, { clientAuth: 'tls_client_auth' })).toEqual({
      id: 'app',
      certificate: { certificate: tls.cert, privateKey: tls.key },
      parameters: {},
    })
  })

  it('does not look at proofs that the provider does not take', () => {
    const fields = { client_id: 'app', client_secret: 's', private_key: planted, certificate: 5 }

    expect(read(fields)).toEqual(E.right({ id: 'app', secret: 's', parameters: {} }))
  })

  it('reads the key file of a Google service account', () => {
    const file = {
      type: 'service_account',
      project_id: 'acme',
      private_key_id: 'k1',
      private_key: pem(rsa),
      client_email: 'robot@acme.iam.gserviceaccount.com',
      client_id: '1234567890',
      token_uri: 'https://oauth2.googleapis.com/token',
      scope: 'https://www.googleapis.com/auth/drive',
    }

    expect(clientOf(file, SERVICE_ACCOUNT)).toMatchObject({
      issuer: 'robot@acme.iam.gserviceaccount.com',
      scope: 'https://www.googleapis.com/auth/drive',
      key: { id: 'k1', algorithm: 'RS256' },
    })
    const { client_id: _, ...nameless } = file
    expect(clientOf(nameless, SERVICE_ACCOUNT)).toMatchObject({ issuer: file.client_email })
  })

  it.each<[string, Fields, Fields]>([
    ['whose secret says it all', { client_secret: 's' }, { clientAuth: 'stripe_secret_key' }],
    [
      'that shows a certificate',
      { certificate: tls.cert, certificate_key: tls.key },
      { clientAuth: 'tls_client_auth' },
    ],
  ])('needs no id of one %s', (_, fields, provider) => {
    const parameterNames = { client_id: null }

    expect(E.isRight(read(fields, { ...provider, parameterNames }))).toBe(true)
  })
})

describe('when a secret holds no OAuth client that can be used', () => {
  it.each([
    ['does not exist', undefined, `it to exist, as ${OBJECT}`],
    ['is not JSON', planted, OBJECT],
    ['is a string', `"${planted}"`, OBJECT],
    ['is a list', `["${planted}"]`, OBJECT],
    ['is empty', '', OBJECT],
    ['has no id', `{"client_secret":"${planted}"}`, 'client_id: expected a non-empty string'],
    [
      'has an empty id',
      `{"client_id":"","client_secret":"${planted}"}`,
      'client_id: expected a non-empty string',
    ],
    [
      'has a secret of another kind',
      `{"client_id":"${planted}","client_secret":["${planted}"]}`,
      'client_secret: expected a non-empty string',
    ],
    [
      'has half of a character',
      `{"client_id":"${planted}","client_secret":"\\ud800"}`,
      'client_secret: expected a string without lone surrogates',
    ],
    ['lacks the secret', `{"client_id":"${planted}"}`, 'client_secret, which this provider needs'],
  ])('says what was expected of one that %s, and no value', (_, text, expected) => {
    const result = readClientSecret(text, definition({ clientAuth: 'client_secret_basic' }))

    expect(result).toStrictEqual(E.left(expected))
    expect(JSON.stringify(result)).not.toContain('planted')
  })

  const KEY = 'private_key, jwk or kms_key_id'
  const TLS = 'certificate and certificate_key'

  it.each<[string, Fields, string]>([
    ['a key', { clientAuth: 'private_key_jwt' }, `client_id and ${KEY}`],
    ['a certificate', { clientAuth: 'tls_client_auth' }, `client_id and ${TLS}`],
    [
      'a secret and a certificate',
      { needsCertificate: true },
      `client_id and ${TLS} and client_secret`,
    ],
    ['a public client', { clientAuth: 'none' }, 'client_id'],
    [
      'a Stripe key',
      { clientAuth: 'stripe_secret_key', parameterNames: { client_id: null } },
      'client_secret',
    ],
  ])('says what a secret for %s looks like', (_, provider, fields) => {
    expect(readClientSecret(undefined, definition(provider))).toStrictEqual(
      E.left(`it to exist, as a JSON object with ${fields}`),
    )
  })

  it.each<[string, Fields, Fields, string]>([
    ['lacks a key', { clientAuth: 'private_key_jwt' }, {}, `${KEY}, which this provider needs`],
    [
      'lacks a certificate',
      { clientAuth: 'tls_client_auth' },
      {},
      `${TLS}, which this provider needs`,
    ],
    [
      'lacks every proof',
      { clientAuth: ['client_secret_post', 'private_key_jwt'] },
      {},
      `client_secret, or ${KEY}, which this provider needs`,
    ],
    [
      'lacks the proof that its owner chose',
      { clientAuth: ['client_secret_post', 'private_key_jwt'] },
      { client_secret: planted, token_endpoint_auth_method: 'private_key_jwt' },
      `${KEY}, which this provider needs`,
    ],
    [
      'lacks a certificate beside its secret',
      { needsCertificate: true },
      { client_secret: planted },
      `${TLS}, which this provider needs`,
    ],
    [
      'authenticates in another way',
      { clientAuth: ['client_secret_post', 'none'] },
      { client_secret: planted, token_endpoint_auth_method: 'client_secret_jwt' },
      'token_endpoint_auth_method: expected one of client_secret_post, none',
    ],
    [
      'has a certificate without a key',
      { clientAuth: 'tls_client_auth' },
      { certificate: tls.cert },
      'certificate_key: expected the private key of certificate',
    ],
    [
      'has a certificate and another one’s key',
      { clientAuth: 'tls_client_auth' },
      { certificate: tls.cert, certificate_key: selfSigned().key },
      'certificate: expected a PEM certificate whose private key, in certificate_key or private_key, fits it and is not encrypted',
    ],
    [
      'has a parameter of another kind',
      { clientParameters: ['redirect_uri'] },
      { client_secret: planted, redirect_uri: { planted } },
      'redirect_uri: expected a non-empty string',
    ],
  ])('says what was expected of one that %s', (_, provider, fields, expected) => {
    const result = read({ client_id: 'app', ...fields }, provider)

    expect(result).toStrictEqual(E.left(expected))
    expect(JSON.stringify(result)).not.toContain('planted')
  })

  it.each<[string, Fields, Fields]>([
    ['a grant', { grant: 'jwt_bearer', clientAuth: 'none' }, {}],
    ['an assertion', { clientAuth: 'private_key_jwt' }, { client_email: 'robot@acme.com' }],
  ])('wants an id of one that signs %s under no name of its own', (_, provider, fields) => {
    const parameterNames = { client_id: null }

    expect(
      read({ private_key: pem(rsa), ...fields }, { ...provider, parameterNames }),
    ).toStrictEqual(E.left('client_id: expected a non-empty string'))
  })

  it('says everything at once', () => {
    const fields = { client_id: 5, client_secret: '', subject: [], private_key: planted, alg: 'x' }

    expect(
      read(fields, { clientAuth: ['client_secret_post', 'private_key_jwt', 'tls_client_auth'] }),
    ).toStrictEqual(
      E.left(
        [
          'client_id: expected a non-empty string',
          'subject: expected a non-empty string',
          'client_secret: expected a non-empty string',
          'private_key: expected a PEM private key: RSA of 2048 bits or more, EC on P-256, P-384 or P-521, or Ed25519, and not encrypted',
          'alg: expected one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA',
        ].join('; '),
      ),
    )
  })
})
