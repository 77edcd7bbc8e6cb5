import { constants, sign } from 'node:crypto'
import { clientUnusable } from './client-unusable.ts'
import { hashOf, type SigningAlgorithm } from './signing-algorithm.ts'
import type { LocalKey, SigningKey } from './signing-key.ts'

/** The claims of a JWT; those that are undefined are left out. */
export type JwtClaims = Readonly<Record<string, string | number | undefined>>

/**
 * Makes a signed JWT with a client's key, wherever that is.
 *
 * Whole JWTs, since what is signed names the algorithm, and only the key's keeper may know it.
 *
 * Errors: rejects with a `ClientUnusable` value.
 * Source: RFC 7515 section 7.1
 */
export type Sign = (key: SigningKey, claims: JwtClaims) => Promise<string>

/** Signs with keys at hand, and refuses those in AWS KMS. */
export const localSign: Sign = async (key, claims) => {
  if (key.place !== 'local') throw clientUnusable('NoKeyManagement')
  return signedJwt(key, key.algorithm, claims, signatureOf(key))
}

/** Puts a JWT together around the signature that `signatureOf` makes of its first two parts. */
export const signedJwt = async (
  { id, thumbprint }: Pick<SigningKey, 'id' | 'thumbprint'>,
  alg: SigningAlgorithm,
  claims: JwtClaims,
  signatureOf: (data: Uint8Array) => Uint8Array | Promise<Uint8Array>,
): Promise<string> => {
  const header = { alg, typ: 'JWT', kid: id, 'x5t#S256': thumbprint }
  const data = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(claims))}`
  return `${data}.${base64url(await signatureOf(Buffer.from(data)))}`
}

const signatureOf =
  ({ privateKey, algorithm }: LocalKey) =>
  (data: Uint8Array): Uint8Array =>
    sign(hashOf(algorithm), data, {
      key: privateKey,
      dsaEncoding: 'ieee-p1363',
      ...(algorithm.startsWith('PS') && {
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
      }),
    })

const base64url = (data: string | Uint8Array): string => Buffer.from(data).toString('base64url')
