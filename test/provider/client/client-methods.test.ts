import { createPublicKey, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { CreateKeyCommand, GetPublicKeyCommand, type KeySpec, KMSClient } from '@aws-sdk/client-kms'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kmsSigner } from '../../../lib/aws/kms-signer.ts'
import { readClientSecret } from '../../../lib/provider/client/client-secret.ts'
import { type SecretMemory, withEitherSecret } from '../../../lib/provider/client/either-secret.ts'
import { guardedFetch } from '../../../lib/provider/token/guarded-fetch.ts'
import type { TokenFailure } from '../../../lib/provider/token/token-failure.ts'
import { requestToken } from '../../../lib/provider/token/token-request.ts'
import { readTokenResponse, type TokenGrant } from '../../../lib/provider/token/token-response.ts'
import { type AwsSide, startAwsSide } from '../../local/aws-side.ts'
import { definition } from '../definition.ts'
import {
  type CertifiedServer,
  startCertifiedServer,
  type TestClient,
} from '../token/certified-server.ts'
import { selfSigned } from './self-signed.ts'

type Fields = Readonly<Record<string, unknown>>

const AWKWARD = 'b a/s:i+c%&=-._~'
const pem = (key: KeyObject): string => key.export({ format: 'pem', type: 'pkcs8' }).toString()
const jwks = (key: KeyObject) => ({
  jwks: { keys: [createPublicKey(key).export({ format: 'jwk' })] },
})
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const p256 = ec('P-256')
const p384 = ec('P-384')
const certificate = selfSigned('client.acme.example')

/** The text of a client's secret, and the definition's fields, by what the server knows of the client. */
type Known = { readonly server: Fields; readonly secret: Fields; readonly clientAuth: string }

const signed = (key: KeyObject, secret: Fields): Known => ({
  server: { token_endpoint_auth_method: 'private_key_jwt', ...jwks(key) },
  secret,
  clientAuth: 'private_key_jwt',
})

const KNOWN: Readonly<Record<string, Known>> = {
  post: {
    server: { token_endpoint_auth_method: 'client_secret_post', client_secret: AWKWARD },
    secret: { client_secret: AWKWARD },
    clientAuth: 'client_secret_post',
  },
  'basic:id': {
    server: { token_endpoint_auth_method: 'client_secret_basic', client_secret: AWKWARD },
    secret: { client_secret: AWKWARD },
    clientAuth: 'client_secret_basic',
  },
  public: {
    server: { token_endpoint_auth_method: 'none', grant_types: ['refresh_token'] },
    secret: {},
    clientAuth: 'none',
  },
  'rsa-pem': signed(rsa, { private_key: pem(rsa) }),
  'rsa-pss-pem': signed(rsa, { private_key: pem(rsa), alg: 'PS256' }),
  'p256-pem': signed(p256, { private_key: pem(p256) }),
  'p384-jwk': signed(p384, { jwk: p384.export({ format: 'jwk' }) }),
  tls: {
    server: {
      token_endpoint_auth_method: 'tls_client_auth',
      tls_client_auth_san_dns: 'client.acme.example',
    },
    secret: { certificate: certificate.cert, certificate_key: certificate.key },
    clientAuth: 'tls_client_auth',
  },
}
const IDS = Object.keys(KNOWN)

const registrationOf = (client_id: string): TestClient => ({
  client_id,
  ...KNOWN[client_id]?.server,
})

let server: CertifiedServer
let trusted: string[]
beforeAll(async () => {
  const own = selfSigned()
  trusted = getCACertificates('default')
  setDefaultCACertificates([...trusted, own.cert])
  server = await startCertifiedServer(IDS.map(registrationOf), { ...own, ca: [certificate.cert] })
})
afterAll(async () => {
  setDefaultCACertificates(trusted)
  await server.stop()
})

/** Reads a client's secret, asks the server as the functions do, and reads the answer. */
const ask = async (
  clientId: string,
  {
    secret,
    clientAuth,
    token = '',
    memory = new Set(),
    at = server,
  }: Pick<Known, 'secret' | 'clientAuth'> & {
    readonly token?: string
    readonly memory?: SecretMemory
    readonly at?: CertifiedServer
  },
): Promise<E.Either<TokenFailure, TokenGrant>> => {
  const grant = token === '' ? 'client_credentials' : 'refresh_token'
  const provider = definition({ clientAuth, grant, tokenUrl: at.tokenUrl.href })
  const client = readClientSecret(JSON.stringify({ client_id: clientId, ...secret }), provider)
  if (E.isLeft(client)) throw new Error(client.left)
  const env = {
    sendPost: guardedFetch({ loopback: true }),
    sign: kmsSigner(),
    now: () => new Date(),
    newId: randomUUID,
  }
  return withEitherSecret(memory)(client.right, (asking) =>
    pipe(
      requestToken(env)({
        definition: provider,
        url: at.tokenUrl,
        client: asking,
        token,
        timeoutMilliseconds: 5000,
      }),
      TE.flatMap(readTokenResponse({ definition: provider, at: new Date() })),
    ),
  )()
}

const known = (clientId: string): Known => {
  const found = KNOWN[clientId]
  if (found === undefined) throw new Error(`no client is named ${clientId}`)
  return found
}

const TOKEN = expect.stringMatching(/^[\w-]{43,}$/)
const REFRESHED = E.right(
  expect.objectContaining({ accessToken: TOKEN, refreshToken: TOKEN, expiresInSeconds: 3600 }),
)
const GRANTED = E.right(expect.objectContaining({ accessToken: TOKEN, expiresInSeconds: 3600 }))
const REJECTED = E.left({ tag: 'ClientRejected', providerCode: 'invalid_client', status: 401 })

describe('when a certified server knows a client', () => {
  it.each(IDS)('refreshes the grant of %s', async (clientId) => {
    const token = await server.issue(clientId)

    expect(await ask(clientId, { ...known(clientId), token })).toEqual(REFRESHED)
    expect(server.isUsable(token)).toBe(false)
  })

  it.each(IDS.filter((id) => id !== 'public'))('gives %s tokens of its own', async (clientId) => {
    expect(await ask(clientId, known(clientId))).toEqual(GRANTED)
  })
})

describe('when a client proves itself with something else than the server knows', () => {
  const other = selfSigned('client.acme.example')

  it.each<[string, string, Fields]>([
    ['another secret', 'post', { client_secret: 'wrong' }],
    ['another secret in the header', 'basic:id', { client_secret: 'wrong' }],
    [
      'another RSA key',
      'rsa-pem',
      { private_key: pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey) },
    ],
    ['another EC key', 'p256-pem', { private_key: pem(ec('P-256')) }],
    ['another issuer', 'p256-pem', { private_key: pem(p256), issuer: 'somebody' }],
    ['another certificate', 'tls', { certificate: other.cert, certificate_key: other.key }],
  ])('is told so with %s, and keeps the grant', async (_, clientId, secret) => {
    const token = await server.issue(clientId)

    expect(await ask(clientId, { ...known(clientId), secret, token })).toStrictEqual(REJECTED)
    expect(server.isUsable(token)).toBe(true)
  })
})

describe('when a client’s key never leaves KMS', () => {
  let aws: AwsSide
  let kms: KMSClient
  let variables: NodeJS.ProcessEnv
  beforeAll(async () => {
    aws = await startAwsSide()
    variables = { ...process.env }
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: aws.gateway.origin,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    })
    kms = new KMSClient({})
  })
  afterAll(async () => {
    process.env = variables
    kms.destroy()
    await aws.stop()
  })

  it.each<[KeySpec, Fields]>([
    ['RSA_2048', {}],
    ['RSA_2048', { alg: 'PS256' }],
    ['ECC_NIST_P256', {}],
    ['ECC_NIST_P384', {}],
    ['ECC_NIST_EDWARDS25519', {}],
  ])('signs with %s %o', async (KeySpec, more) => {
    const made = await kms.send(new CreateKeyCommand({ KeySpec, KeyUsage: 'SIGN_VERIFY' }))
    const keyId = made.KeyMetadata?.KeyId ?? ''
    const { PublicKey = new Uint8Array() } = await kms.send(
      new GetPublicKeyCommand({ KeyId: keyId }),
    )
    const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' })
    server.register({
      client_id: keyId,
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [key.export({ format: 'jwk' })] },
    })
    const token = await server.issue(keyId)
    const secret = { kms_key_id: keyId, ...more }

    expect(await ask(keyId, { secret, clientAuth: 'private_key_jwt', token })).toEqual(REFRESHED)
  })
})

describe('when a client’s secret is being replaced', () => {
  const clientAuth = 'client_secret_post'
  const secret = { client_secret: 'new-secret', previous_client_secret: 'old-secret' }
  const registered = (client_secret: string): TestClient => ({
    client_id: 'app',
    token_endpoint_auth_method: clientAuth,
    client_secret,
  })

  it('asks once more with the old one, once, and goes over when the server does', async () => {
    const at = await startCertifiedServer([registered('old-secret')])
    const memory: SecretMemory = new Set()
    const refresh = async () =>
      ask('app', { secret, clientAuth, token: await at.issue('app'), memory, at })

    expect(await refresh()).toEqual(REFRESHED)
    expect(at.requests.splice(0)).toStrictEqual(['app: invalid_client', 'app'])
    expect(await refresh()).toEqual(REFRESHED)
    expect(at.requests.splice(0)).toStrictEqual(['app'])
    at.register(registered('new-secret'))
    expect(await refresh()).toEqual(REFRESHED)
    expect(at.requests.splice(0)).toStrictEqual(['app: invalid_client', 'app'])
    expect(await refresh()).toEqual(REFRESHED)
    expect(at.requests.splice(0)).toStrictEqual(['app'])
    await at.stop()
  })

  it('does not ask again when the grant is dead', async () => {
    const at = await startCertifiedServer([registered('new-secret')])

    expect(await ask('app', { secret, clientAuth, token: 'unknown', at })).toStrictEqual(
      E.left({ tag: 'GrantRejected', providerCode: 'invalid_grant' }),
    )
    expect(at.requests).toStrictEqual(['app: invalid_grant'])
    await at.stop()
  })
})
