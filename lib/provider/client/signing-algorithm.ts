import type { KeyObject } from 'node:crypto'
import type * as t from 'io-ts'
import { oneOf } from '../../codec/one-of.ts'

/** How a JWT is signed, by the names of RFC 7518 section 3.1 and RFC 8037. */
export const SigningAlgorithm = oneOf([
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
])
export type SigningAlgorithm = t.TypeOf<typeof SigningAlgorithm>

/** The hash that an algorithm signs; `null`: the algorithm takes the data itself. */
export const hashOf = (algorithm: SigningAlgorithm): string | null =>
  algorithm === 'EdDSA' ? null : `sha${algorithm.slice(2)}`

/** The algorithms that a private key can sign with, the usual one first; none for keys that are weak or of another kind. */
export const algorithmsOf = ({
  asymmetricKeyType,
  asymmetricKeyDetails = {},
}: KeyObject): readonly SigningAlgorithm[] => {
  switch (asymmetricKeyType) {
    case 'rsa':
      return (asymmetricKeyDetails.modulusLength ?? 0) < MIN_RSA_BITS ? [] : RSA
    case 'ec':
      return BY_CURVE[asymmetricKeyDetails.namedCurve ?? ''] ?? []
    case 'ed25519':
      return ['EdDSA']
    default:
      return []
  }
}

/** What {@link algorithmsOf} accepts, for messages. */
export const USABLE_KEY =
  'RSA of 2048 bits or more, EC on P-256, P-384 or P-521, or Ed25519, and not encrypted'

/** Source: RFC 7518 section 3.3 */
const MIN_RSA_BITS = 2048

const RSA: readonly SigningAlgorithm[] = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']

/** By the names that OpenSSL has for the curves. */
const BY_CURVE: Readonly<Record<string, readonly SigningAlgorithm[]>> = {
  prime256v1: ['ES256'],
  secp384r1: ['ES384'],
  secp521r1: ['ES512'],
}
