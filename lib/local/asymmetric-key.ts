import {
  constants,
  generateKeyPairSync,
  type KeyObject,
  privateEncrypt,
  type SignKeyObjectInput,
  sign,
} from 'node:crypto'
import * as E from 'fp-ts/Either'
import type * as t from 'io-ts'
import { oneOf } from '../codec/one-of.ts'
import { type AwsError, awsError } from './gateway/aws-error.ts'

/** The kinds of signing keys that the embedded KMS makes. */
export const KeySpec = oneOf([
  'RSA_2048',
  'RSA_3072',
  'RSA_4096',
  'ECC_NIST_P256',
  'ECC_NIST_P384',
  'ECC_NIST_P521',
  'ECC_NIST_EDWARDS25519',
])
export type KeySpec = t.TypeOf<typeof KeySpec>

/** Makes a private key. */
export const newKey = (spec: KeySpec): KeyObject => {
  const [family, size = ''] = spec.split(/_(?=[^_]+$)/)
  if (family === 'RSA')
    return generateKeyPairSync('rsa', { modulusLength: Number(size) }).privateKey
  return spec === 'ECC_NIST_EDWARDS25519'
    ? generateKeyPairSync('ed25519').privateKey
    : generateKeyPairSync('ec', { namedCurve: size.replace('P', 'P-') }).privateKey
}

/** What a key can sign with, by the names of AWS KMS. */
export const algorithmsOf = (spec: KeySpec): readonly string[] => {
  switch (spec) {
    case 'ECC_NIST_P256':
      return ['ECDSA_SHA_256']
    case 'ECC_NIST_P384':
      return ['ECDSA_SHA_384']
    case 'ECC_NIST_P521':
      return ['ECDSA_SHA_512']
    case 'ECC_NIST_EDWARDS25519':
      return ['ED25519_SHA_512', 'ED25519_PH_SHA_512']
    default:
      return ['PKCS1_V1_5', 'PSS'].flatMap((scheme) =>
        [256, 384, 512].map((bits) => `RSASSA_${scheme}_SHA_${bits}`),
      )
  }
}

const MAX_BYTES = 4096

/**
 * Signs a message, or its digest.
 *
 * Errors: `UnsupportedOperationException` for a digest under anything but RSASSA_PKCS1_V1_5; `ValidationException`.
 */
export const signature = (
  key: KeyObject,
  algorithm: string,
  type: 'RAW' | 'DIGEST',
  bytes: Buffer,
): E.Either<AwsError, Uint8Array> => {
  if (bytes.length === 0 || bytes.length > MAX_BYTES)
    return E.left(awsError('ValidationException', `Message: expected 1 to ${MAX_BYTES} bytes`))
  const bits = algorithm.slice(-3)
  if (type === 'DIGEST') return ofDigest(key, algorithm, bits, bytes)
  const options: SignKeyObjectInput = algorithm.startsWith('RSASSA_PSS')
    ? {
        key,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
      }
    : { key }
  return E.right(sign(algorithm.startsWith('ED25519') ? null : `sha${bits}`, bytes, options))
}

/** Node.js signs a hash made elsewhere only where it is text to be encrypted. Source: RFC 8017 section 9.2 */
const ofDigest = (
  key: KeyObject,
  algorithm: string,
  bits: string,
  digest: Buffer,
): E.Either<AwsError, Uint8Array> => {
  const prefix = DIGEST_PREFIXES[bits]
  if (!algorithm.startsWith('RSASSA_PKCS1_V1_5') || prefix === undefined)
    return E.left(awsError('UnsupportedOperationException', `no digest under ${algorithm} here`))
  if (digest.length !== Number(bits) / 8)
    return E.left(awsError('ValidationException', `Message: expected ${Number(bits) / 8} bytes`))
  return E.right(
    privateEncrypt(
      { key, padding: constants.RSA_PKCS1_PADDING },
      Buffer.concat([Buffer.from(prefix, 'hex'), digest]),
    ),
  )
}

const DIGEST_PREFIXES: Readonly<Record<string, string>> = {
  256: '3031300d060960864801650304020105000420',
  384: '3041300d060960864801650304020205000430',
  512: '3051300d060960864801650304020305000440',
}
