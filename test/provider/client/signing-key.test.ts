import { createHash, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto'
import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { readSigningKey } from '../../../lib/provider/client/signing-key.ts'
import { selfSigned } from './self-signed.ts'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey
const p256 = ec('P-256')
const ed25519 = generateKeyPairSync('ed25519').privateKey

const pem = (key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1' = 'pkcs8'): string =>
  key.export({ format: 'pem', type }).toString()
const jwk = (key: KeyObject) => key.export({ format: 'jwk' })

const read = (fields: Readonly<Record<string, unknown>>) => {
  const key = readSigningKey(fields)
  if (E.isLeft(key)) return { problems: key.left }
  const found = key.right
  return found?.place === 'local'
    ? { ...found, privateKey: jwk(found.privateKey) }
    : (found ?? 'no key')
}
const local = (key: KeyObject, algorithm: string, more: object = {}) => ({
  place: 'local',
  privateKey: jwk(key),
  algorithm,
  id: undefined,
  thumbprint: undefined,
  ...more,
})

describe('when a client’s secret holds a key', () => {
  it.each<[string, KeyObject, Readonly<Record<string, unknown>>, string]>([
    ['RSA in PKCS#8', rsa, { private_key: pem(rsa) }, 'RS256'],
    ['RSA in PKCS#1', rsa, { private_key: pem(rsa, 'pkcs1') }, 'RS256'],
    ['RSA as a JWK', rsa, { jwk: jwk(rsa) }, 'RS256'],
    ['RSA that is to sign by PSS', rsa, { private_key: pem(rsa), alg: 'PS256' }, 'PS256'],
    ['RSA whose JWK says how it signs', rsa, { jwk: { ...jwk(rsa), alg: 'RS512' } }, 'RS512'],
    ['P-256 in SEC 1', p256, { private_key: pem(p256, 'sec1') }, 'ES256'],
    ['P-256 in PKCS#8', p256, { private_key: pem(p256) }, 'ES256'],
    ['P-256 as the text of a JWK', p256, { private_key_jwt: JSON.stringify(jwk(p256)) }, 'ES256'],
    ['Ed25519', ed25519, { private_key: pem(ed25519) }, 'EdDSA'],
    ['Ed25519 as a JWK', ed25519, { jwk: jwk(ed25519) }, 'EdDSA'],
    [
      'one whose line ends were spelt out',
      p256,
      { private_key: pem(p256).replaceAll('\n', '\\n') },
      'ES256',
    ],
  ])('reads %s', (_, key, fields, algorithm) => {
    expect(read(fields)).toStrictEqual(local(key, algorithm))
  })

  it.each([
    ['P-384', 'ES384'],
    ['P-521', 'ES512'],
  ])('signs with a key on %s by %s', (curve, algorithm) => {
    const key = ec(curve)

    expect(read({ private_key: pem(key) })).toStrictEqual(local(key, algorithm))
  })

  it.each([
    ['key_id', { private_key: pem(p256), key_id: 'k1', private_key_id: 'k2' }],
    ['a key file’s private_key_id', { private_key: pem(p256), private_key_id: 'k1' }],
    ['the JWK’s kid', { jwk: { ...jwk(p256), kid: 'k1' } }],
    ['key_id before the JWK’s kid', { jwk: { ...jwk(p256), kid: 'k2' }, key_id: 'k1' }],
  ])('names it by %s', (_, fields) => {
    expect(read(fields)).toStrictEqual(local(p256, 'ES256', { id: 'k1' }))
  })

  it('names it by its certificate too, and by no other one', () => {
    const own = selfSigned()
    const other = selfSigned()
    const { raw } = new X509Certificate(own.cert)
    const thumbprint = createHash('sha256').update(raw).digest('base64url')

    expect(read({ private_key: own.key, certificate: own.cert })).toMatchObject({ thumbprint })
    expect(
      read({ private_key: own.key, certificate: other.cert, certificate_key: other.key }),
    ).toMatchObject({ place: 'local', thumbprint: undefined })
  })

  it.each([
    '1234abcd-12ab-34cd-56ef-1234567890ab',
    'mrk-1234abcd12ab34cd56ef1234567890ab',
    'alias/acme/client',
    'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  ])('leaves it in KMS as %s', (keyId) => {
    const names = { id: 'k1', thumbprint: undefined }

    expect(read({ kms_key_id: keyId, key_id: 'k1' })).toStrictEqual({
      place: 'kms',
      keyId,
      algorithm: undefined,
      ...names,
    })
    expect(read({ kms_key_id: keyId, key_id: 'k1', alg: 'ES384' })).toStrictEqual({
      place: 'kms',
      keyId,
      algorithm: 'ES384',
      ...names,
    })
  })

  it('leaves private_key to the certificate beside a key of another kind', () => {
    const { key, cert } = selfSigned()

    expect(read({ kms_key_id: 'alias/a', private_key: key, certificate: cert })).toMatchObject({
      place: 'kms',
      thumbprint: undefined,
    })
  })

  it('finds none where there is none', () => {
    expect(read({ client_secret: 's' })).toBe('no key')
  })
})

const USABLE =
  'RSA of 2048 bits or more, EC on P-256, P-384 or P-521, or Ed25519, and not encrypted'
const PEM = [{ path: 'private_key', expected: `a PEM private key: ${USABLE}` }]
const JWK = [{ path: 'jwk', expected: `a private JWK: ${USABLE}` }]
const ONE = [{ path: '', expected: 'only one of private_key, jwk and kms_key_id' }]

describe('when a key cannot be used', () => {
  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
  const { x, y, ...withoutPoint } = jwk(p256)
  const { d, ...publicJwk } = jwk(p256)
  const encrypted = p256
    .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'planted' })
    .toString()

  it.each<[string, Readonly<Record<string, unknown>>, readonly object[]]>([
    ['is no PEM', { private_key: 'planted' }, PEM],
    ['is no text', { private_key: 5 }, PEM],
    ['is encrypted', { private_key: encrypted }, PEM],
    ['is cut off', { private_key: pem(p256).slice(0, 90) }, PEM],
    ['is a certificate', { private_key: selfSigned().cert }, PEM],
    ['is too short', { private_key: pem(weak) }, PEM],
    ['is on another curve', { private_key: pem(ec('secp256k1')) }, PEM],
    ['only agrees on secrets', { private_key: pem(generateKeyPairSync('x25519').privateKey) }, PEM],
    ['is a public JWK', { jwk: publicJwk }, JWK],
    ['is half a JWK', { jwk: withoutPoint }, JWK],
    ['is a short JWK', { jwk: jwk(weak) }, JWK],
    ['is a text that is no JWK', { jwk: 'planted' }, JWK],
    ['is a list', { jwk: [jwk(p256)] }, JWK],
    [
      'is in KMS under no name of KMS',
      { kms_key_id: 'planted key' },
      [{ path: 'kms_key_id', expected: 'the id, ARN or alias of a KMS key' }],
    ],
    [
      'signs otherwise',
      { private_key: pem(p256), alg: 'RS256' },
      [{ path: 'alg', expected: 'ES256 or nothing, for this key' }],
    ],
    [
      'signs by no algorithm',
      { private_key: pem(p256), alg: 'none' },
      [
        {
          path: 'alg',
          expected: 'one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA',
        },
      ],
    ],
    ['is one of two', { private_key: pem(p256), jwk: jwk(p256) }, ONE],
    ['is here and in KMS', { jwk: jwk(p256), kms_key_id: 'alias/a' }, ONE],
  ])('says what was expected of one that %s, and no value', (_, fields, problems) => {
    const result = read(fields)

    expect(result).toStrictEqual({ problems })
    expect(JSON.stringify(result)).not.toContain('planted')
  })
})
