import { constants, createHash, createPublicKey, verify } from 'node:crypto'
import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import type { Documents } from '../../lib/local/kept/documents.ts'
import { keyManagement } from '../../lib/local/key-management.ts'

const GENERATE = { KeyId: 'alias/test', KeySpec: 'AES_256', EncryptionContext: { a: '1', b: '2' } }

const call = (
  { operations }: ReturnType<typeof keyManagement>,
  name: 'GenerateDataKey' | 'Decrypt' | 'CreateKey' | 'GetPublicKey' | 'Sign',
  input: object,
) => operations[name]?.(input) ?? E.left({ code: 'unknown operation' })

const keptDocuments = (): Documents => {
  const texts = new Map<string, string>()
  return {
    all: () => [...texts],
    put: (id, text) => texts.set(id, text),
    remove: (id) => texts.delete(id),
  }
}

const answerOf = (...asked: Parameters<typeof call>): Readonly<Record<string, unknown>> => {
  const answer = call(...asked)
  if (E.isLeft(answer)) throw new Error(answer.left.code)
  return answer.right
}

const generated = (kms: ReturnType<typeof keyManagement>): Readonly<Record<string, unknown>> => {
  const answer = call(kms, 'GenerateDataKey', GENERATE)
  if (E.isLeft(answer)) throw new Error(answer.left.code)
  return answer.right
}

describe('when a data key is made', () => {
  it('is given back for the same encryption context, in whatever order', () => {
    const kms = keyManagement('alias/test')
    const { Plaintext, CiphertextBlob } = generated(kms)
    const EncryptionContext = { b: '2', a: '1' }

    expect(Buffer.from(String(Plaintext), 'base64')).toHaveLength(32)
    expect(call(kms, 'Decrypt', { CiphertextBlob, EncryptionContext })).toStrictEqual(
      E.right({ KeyId: 'alias/test', Plaintext }),
    )
  })

  it.each([
    ['another encryption context', { EncryptionContext: { a: '1' } }, 'InvalidCiphertextException'],
    ['no encryption context', {}, 'InvalidCiphertextException'],
    ['another key', { ...GENERATE, KeyId: 'alias/other' }, 'NotFoundException'],
  ])('is refused under %s', (_, input, code) => {
    const kms = keyManagement('alias/test')
    const { CiphertextBlob } = generated(kms)

    expect(call(kms, 'Decrypt', { CiphertextBlob, ...input })).toMatchObject(E.left({ code }))
  })

  it('is still known to an account that was kept, and to no other', () => {
    const documents = keptDocuments()
    const { CiphertextBlob } = generated(keyManagement('alias/test', documents))
    const input = { CiphertextBlob, EncryptionContext: GENERATE.EncryptionContext }

    expect(E.isRight(call(keyManagement('alias/test', documents), 'Decrypt', input))).toBe(true)
    expect(E.isRight(call(keyManagement('alias/test'), 'Decrypt', input))).toBe(false)
  })
})

type Kms = ReturnType<typeof keyManagement>

const createKey = (kms: Kms, KeySpec: string): string => {
  const { KeyMetadata } = answerOf(kms, 'CreateKey', { KeySpec, KeyUsage: 'SIGN_VERIFY' })
  return KeyMetadata instanceof Object && 'KeyId' in KeyMetadata ? String(KeyMetadata.KeyId) : ''
}

const publicKeyOf = (kms: Kms, KeyId: string) =>
  createPublicKey({
    key: Buffer.from(String(answerOf(kms, 'GetPublicKey', { KeyId }).PublicKey), 'base64'),
    format: 'der',
    type: 'spki',
  })

const base64 = (data: string | Uint8Array): string => Buffer.from(data).toString('base64')

const PKCS1 = 'RSASSA_PKCS1_V1_5_SHA_256'
const PSS = {
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
}

describe('when a signing key is made', () => {
  it.each([
    ['RSA_2048', PKCS1, 'sha256', {}],
    ['RSA_2048', 'RSASSA_PSS_SHA_384', 'sha384', PSS],
    ['ECC_NIST_P256', 'ECDSA_SHA_256', 'sha256', {}],
    ['ECC_NIST_P384', 'ECDSA_SHA_384', 'sha384', {}],
    ['ECC_NIST_P521', 'ECDSA_SHA_512', 'sha512', {}],
    ['ECC_NIST_EDWARDS25519', 'ED25519_SHA_512', null, {}],
  ])('signs with %s by %s', (spec, SigningAlgorithm, hash, options) => {
    const kms = keyManagement('alias/test')
    const KeyId = createKey(kms, spec)
    const { Signature } = answerOf(kms, 'Sign', {
      KeyId,
      SigningAlgorithm,
      Message: base64('data'),
    })
    const key = { key: publicKeyOf(kms, KeyId), ...options }

    expect(verify(hash, Buffer.from('data'), key, Buffer.from(String(Signature), 'base64'))).toBe(
      true,
    )
    expect(answerOf(kms, 'GetPublicKey', { KeyId })).toMatchObject({
      KeySpec: spec,
      SigningAlgorithms: expect.arrayContaining([SigningAlgorithm]),
    })
  })

  it.each([256, 384, 512])('signs a hash of %i bits as it signs what was hashed', (bits) => {
    const kms = keyManagement('alias/test')
    const KeyId = createKey(kms, 'RSA_2048')
    const asked = { KeyId, SigningAlgorithm: `RSASSA_PKCS1_V1_5_SHA_${bits}` }
    const digest = createHash(`sha${bits}`).update('data').digest()
    const signed = (more: object) => answerOf(kms, 'Sign', { ...asked, ...more }).Signature

    expect(signed({ Message: base64(digest), MessageType: 'DIGEST' })).toBe(
      signed({ Message: base64('data'), MessageType: 'RAW' }),
    )
  })

  it('is still there in an account that was kept, and in no other', () => {
    const documents = keptDocuments()
    const KeyId = createKey(keyManagement('alias/test', documents), 'ECC_NIST_P256')
    const asked = { KeyId, SigningAlgorithm: 'ECDSA_SHA_256', Message: base64('data') }

    expect(E.isRight(call(keyManagement('alias/test', documents), 'Sign', asked))).toBe(true)
    expect(call(keyManagement('alias/test'), 'Sign', asked)).toMatchObject(
      E.left({ code: 'NotFoundException' }),
    )
  })

  it('is found by its ARN', () => {
    const kms = keyManagement('alias/test')
    const KeyId = createKey(kms, 'ECC_NIST_P256')
    const arn = `arn:aws:kms:eu-central-1:111122223333:key/${KeyId}`

    expect(answerOf(kms, 'GetPublicKey', { KeyId: arn })).toMatchObject({ KeyId })
  })

  it.each([
    ['no bytes', { Message: '' }, 'ValidationException'],
    ['more than 4,096 bytes', { Message: base64('x'.repeat(4097)) }, 'ValidationException'],
    ['another key’s algorithm', { SigningAlgorithm: 'ECDSA_SHA_256' }, 'InvalidKeyUsageException'],
    [
      'a hash of another length',
      { Message: base64('data'), MessageType: 'DIGEST' },
      'ValidationException',
    ],
    [
      'a hash where it cannot sign one',
      { MessageType: 'DIGEST', SigningAlgorithm: 'RSASSA_PSS_SHA_256' },
      'UnsupportedOperationException',
    ],
    ['a key that is not there', { KeyId: 'alias/other' }, 'NotFoundException'],
    ['the key for data keys', { KeyId: 'alias/test' }, 'NotFoundException'],
  ])('refuses %s', (_, more, code) => {
    const kms = keyManagement('alias/test')
    const asked = {
      KeyId: createKey(kms, 'RSA_2048'),
      SigningAlgorithm: PKCS1,
      Message: base64('data'),
    }

    expect(call(kms, 'Sign', { ...asked, ...more })).toMatchObject(E.left({ code }))
  })
})
