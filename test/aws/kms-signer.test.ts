import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { CreateKeyCommand, GetPublicKeyCommand, type KeySpec, KMSClient } from '@aws-sdk/client-kms'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { kmsSigner } from '../../lib/aws/kms-signer.ts'
import type { SigningAlgorithm } from '../../lib/provider/client/signing-algorithm.ts'
import { type AwsSide, startAwsSide } from '../local/aws-side.ts'
import { readJwt } from '../provider/client/read-jwt.ts'
import { recordCalls } from './recorded-calls.ts'
import { startScriptedAws } from './scripted-aws.ts'

let variables: NodeJS.ProcessEnv
const cleanUp: (() => unknown)[] = []
beforeEach(() => {
  variables = { ...process.env }
})
afterEach(async () => {
  process.env = variables
  await Promise.all(cleanUp.splice(0).map((stop) => stop()))
})

const reach = (endpoint: string): void => {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  })
}

const startAws = async (): Promise<AwsSide> => {
  const aws = await startAwsSide()
  cleanUp.push(aws.stop)
  reach(aws.gateway.origin)
  return aws
}

/** Makes a key in the embedded KMS, and forgets the calls that it took. */
const createKey = async (aws: AwsSide, KeySpec: KeySpec) => {
  const kms = new KMSClient({})
  const made = await kms.send(new CreateKeyCommand({ KeySpec, KeyUsage: 'SIGN_VERIFY' }))
  const keyId = made.KeyMetadata?.KeyId ?? ''
  const { PublicKey = new Uint8Array() } = await kms.send(new GetPublicKeyCommand({ KeyId: keyId }))
  kms.destroy()
  aws.calls.splice(0)
  const publicKey: KeyObject = createPublicKey({
    key: Buffer.from(PublicKey),
    format: 'der',
    type: 'spki',
  })
  return { keyId, publicKey }
}

const KEYS: readonly (readonly [KeySpec, SigningAlgorithm | undefined, SigningAlgorithm])[] = [
  ['RSA_2048', undefined, 'RS256'],
  ['RSA_2048', 'RS512', 'RS512'],
  ['RSA_2048', 'PS384', 'PS384'],
  ['ECC_NIST_P256', undefined, 'ES256'],
  ['ECC_NIST_P384', undefined, 'ES384'],
  ['ECC_NIST_P521', undefined, 'ES512'],
  ['ECC_NIST_EDWARDS25519', undefined, 'EdDSA'],
]

describe('when a key is in KMS', () => {
  it.each(KEYS)('signs with %s (%s) by %s', async (spec, algorithm, expected) => {
    const { keyId, publicKey } = await createKey(await startAws(), spec)

    const jwt = await kmsSigner()({ place: 'kms', keyId, algorithm, id: 'k1' }, { iss: 'app' })

    expect(readJwt(jwt, publicKey)).toStrictEqual({
      header: { alg: expected, typ: 'JWT', kid: 'k1' },
      claims: { iss: 'app' },
    })
  })

  it('asks it once for its algorithm, and not at all where that is known', async () => {
    const aws = await startAws()
    const { keyId } = await createKey(aws, 'ECC_NIST_P256')
    const sign = kmsSigner()
    await sign({ place: 'kms', keyId }, {})
    await sign({ place: 'kms', keyId }, {})
    await kmsSigner()({ place: 'kms', keyId, algorithm: 'ES256' }, {})

    expect(aws.calls).toStrictEqual(['kms.GetPublicKey', 'kms.Sign', 'kms.Sign', 'kms.Sign'])
  })

  it('sends the hash of what is too long for it', async () => {
    const aws = await startAws()
    const { keyId, publicKey } = await createKey(aws, 'RSA_2048')
    const { inputsOf } = recordCalls(aws)
    const claims = { iss: 'app', scope: 'x'.repeat(4096) }

    const jwt = await kmsSigner()({ place: 'kms', keyId }, claims)

    expect(readJwt(jwt, publicKey).claims).toStrictEqual(claims)
    expect(inputsOf('Sign')).toMatchObject([{ MessageType: 'DIGEST' }])
  })

  it('signs with a key at hand without a call', async () => {
    const aws = await startAws()
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')

    const jwt = await kmsSigner()(
      { place: 'local', privateKey, algorithm: 'EdDSA' },
      { iss: 'app' },
    )

    expect(readJwt(jwt, publicKey).claims).toStrictEqual({ iss: 'app' })
    expect(aws.calls).toStrictEqual([])
  })
})

describe('when KMS does not sign', () => {
  const refused = (operation: string, code: string) => ({ tag: 'ClientUnusable', operation, code })

  it('says that the key is not there, and asks again the next time', async () => {
    const aws = await startAws()
    const sign = kmsSigner()
    const missing = { place: 'kms', keyId: 'alias/none' } as const

    await expect(sign(missing, {})).rejects.toStrictEqual(
      refused('GetPublicKey', 'NotFoundException'),
    )
    await expect(sign(missing, {})).rejects.toStrictEqual(
      refused('GetPublicKey', 'NotFoundException'),
    )
    expect(aws.calls).toStrictEqual(['kms.GetPublicKey', 'kms.GetPublicKey'])
  })

  it('says that the algorithm is not the key’s', async () => {
    const { keyId } = await createKey(await startAws(), 'ECC_NIST_P256')

    await expect(
      kmsSigner()({ place: 'kms', keyId, algorithm: 'RS256' }, {}),
    ).rejects.toStrictEqual(refused('Sign', 'InvalidKeyUsageException'))
  })

  it('says that it may not, without a word of what was sent', async () => {
    const aws = await startAws()
    const { keyId } = await createKey(aws, 'ECC_NIST_P256')
    aws.fault = ({ operation }) =>
      operation === 'Sign'
        ? {
            kind: 'error',
            status: 400,
            code: 'AccessDeniedException',
            message: 'planted',
          }
        : undefined

    await expect(kmsSigner()({ place: 'kms', keyId }, {})).rejects.toStrictEqual(
      refused('Sign', 'AccessDeniedException'),
    )
  })

  it.each<[string, object, ReturnType<typeof refused>]>([
    [
      'the key encrypts only',
      { KeyUsage: 'ENCRYPT_DECRYPT', EncryptionAlgorithms: ['RSAES_OAEP_SHA_256'] },
      refused('GetPublicKey', 'NotASigningKey'),
    ],
    [
      'the key signs in no way of a JWT',
      { KeyUsage: 'SIGN_VERIFY', SigningAlgorithms: ['SM2DSA'] },
      refused('GetPublicKey', 'NotASigningKey'),
    ],
    [
      'an answer has no signature',
      { SigningAlgorithms: ['ECDSA_SHA_256'] },
      refused('Sign', 'NoSignature'),
    ],
  ])('says that %s', async (_, output, failure) => {
    const scripted = await startScriptedAws('application/x-amz-json-1.1', [output])
    cleanUp.push(scripted.stop)
    reach(scripted.config.endpoint)

    await expect(kmsSigner()({ place: 'kms', keyId: 'alias/a' }, {})).rejects.toStrictEqual(failure)
  })
})
