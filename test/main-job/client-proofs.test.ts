import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { CreateKeyCommand, GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LocalAccount, startAccount } from '../../lib/local/account.ts'
import { DEMO_SECRET } from '../../lib/local/demo-secret.ts'
import { encodeProviders } from '../../lib/provider/provider-file.ts'
import { definition } from '../provider/definition.ts'
import { type CertifiedServer, startCertifiedServer } from '../provider/token/certified-server.ts'
import { builtDist } from './built-dist.ts'
import { currentText } from './demo.ts'

const METHODS = ['client_secret_post', 'client_secret_basic', 'none', 'private_key_jwt'] as const
const own = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const secretOf = (name: string) => `${DEMO_SECRET}${name}`

/** Clients of the shipped functions, each with the proof that it brings and the format that its credential is kept in. */
const CLIENTS = {
  post: {
    method: 'client_secret_post',
    secret: { client_secret: secretOf('post') },
    text: (token: string) => `{"credentials":{"refresh_token":"${token}","token_expiry_date":""}}`,
  },
  basic: {
    method: 'client_secret_basic',
    secret: { client_secret: secretOf('basic') },
    text: (token: string) =>
      `{"access_token":"a","token_type":"bearer","refresh_token":"${token}","expiry":"2026-01-01T00:00:00Z"}`,
  },
  public: {
    method: 'none',
    secret: {},
    text: (token: string) => `{"access_token":"a","refresh_token":"${token}","expires_at":1}`,
  },
  pem: {
    method: 'private_key_jwt',
    secret: { private_key: own.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString() },
    text: (token: string) => `{"refreshToken":"${token}"}`,
  },
  kms: {
    method: 'private_key_jwt',
    secret: {},
    text: (token: string) => `{"bot":{"token":"a","refreshToken":"${token}","expiresAt":1}}`,
  },
  machine: {
    method: 'client_secret_basic',
    secret: { client_secret: secretOf('machine') },
    text: () => '{"access_token":"a","issued_at":"2026-01-01T00:00:00Z","expires_in":60}',
  },
} as const
type ClientName = keyof typeof CLIENTS
const names = Object.keys(CLIENTS) as readonly ClientName[]

let server: CertifiedServer
let account: LocalAccount
const sent = new Map<ClientName, string>()
const lines: string[] = []

/** A KMS key that the client signs with, and its public half as the server knows it. */
const kmsKey = async () => {
  const kms = new KMSClient(account.access)
  const { KeyMetadata } = await kms.send(
    new CreateKeyCommand({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }),
  )
  const KeyId = KeyMetadata?.KeyId ?? ''
  const { PublicKey = new Uint8Array() } = await kms.send(new GetPublicKeyCommand({ KeyId }))
  kms.destroy()
  const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' })
  return { KeyId, jwk: key.export({ format: 'jwk' }) }
}

beforeAll(async () => {
  server = await startCertifiedServer([])
  account = await startAccount({
    dist: builtDist(),
    providers: encodeProviders(
      names.map((id) =>
        definition({
          id,
          tokenUrl: server.tokenUrl.href,
          clientAuth: METHODS,
          accessTokenLifetimeSeconds: 86_400,
          grant: id === 'machine' ? 'client_credentials' : 'refresh_token',
        }),
      ),
    ),
    loopbackTokenUrls: true,
    sweepMinutes: 5,
    log: ({ line }) => lines.push(line),
  })
  const { KeyId, jwk } = await kmsKey()
  const client = new SecretsManagerClient(account.access)
  for (const id of names) {
    const { method, secret, text } = CLIENTS[id]
    server.register({
      client_id: id,
      token_endpoint_auth_method: method,
      ...('client_secret' in secret ? secret : {}),
      ...(id === 'pem' ? { jwks: { keys: [own.publicKey.export({ format: 'jwk' })] } } : {}),
      ...(id === 'kms' ? { jwks: { keys: [jwk] } } : {}),
    })
    const token = id === 'machine' ? '' : await server.issue(id)
    sent.set(id, token)
    const proof = {
      client_id: id,
      ...secret,
      ...(id === 'kms' ? { kms_key_id: KeyId } : {}),
      token_endpoint_auth_method: method,
    }
    await client.send(
      new CreateSecretCommand({
        Name: `token-rotation/clients/${id}`,
        SecretString: JSON.stringify(proof),
      }),
    )
    await client.send(
      new CreateSecretCommand({
        Name: `crm/${id}`,
        SecretString: text(token),
        Tags: [{ Key: 'token-rotation:provider', Value: id }],
      }),
    )
  }
  client.destroy()
  await account.sweep()
  await account.settled()
})
afterAll(async () => {
  await account.stop()
  await server.stop()
})

describe('when clients of every kind have credentials that are due', () => {
  it('asks once for each, and is refused nowhere', () => {
    expect(server.requests.toSorted()).toStrictEqual(names.toSorted())
  })

  it.each(names.filter((id) => id !== 'machine'))(
    'puts the new refresh token of %s where its reader looks for it',
    (id) => {
      const old = sent.get(id) ?? ''
      const text = currentText(account, `crm/${id}`)
      const [token = ''] =
        /[\w-]{43}/.exec(text.replaceAll(/"(access_token|token|accessToken)":"[^"]*"/g, '')) ?? []

      expect(server.isUsable(old)).toBe(false)
      expect(server.isUsable(token)).toBe(true)
    },
  )

  it('gives the client that asks for itself a new access token', () => {
    expect(JSON.parse(currentText(account, 'crm/machine'))).toMatchObject({ expires_in: 3600 })
  })

  it('logs no key, secret or assertion', () => {
    expect(lines.join('\n')).not.toMatch(/PRIVATE KEY|demo-secret-|eyJ/)
  })
})
