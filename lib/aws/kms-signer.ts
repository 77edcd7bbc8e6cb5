import { createHash } from 'node:crypto'
import * as E from 'fp-ts/Either'
import type * as TE from 'fp-ts/TaskEither'
import { clientUnusable } from '../provider/client/client-unusable.ts'
import { localSign, type Sign, signedJwt } from '../provider/client/signer.ts'
import { hashOf, type SigningAlgorithm } from '../provider/client/signing-algorithm.ts'
import type { AwsFailure } from '../rotation/rotation-error.ts'
import { jwtSignatureOf } from './ecdsa-signature.ts'
import { type KmsAlgorithm, kmsSigningKeys } from './signing-keys.ts'

/**
 * Signs with keys at hand, and with those in AWS KMS, which never leave it.
 *
 * A key is asked once for what it can sign.
 *
 * Errors: rejects with a `ClientUnusable` value that has the operation and what AWS KMS calls its refusal.
 */
export const kmsSigner = (): Sign => {
  const keys = kmsSigningKeys()
  const known = new Map<string, SigningAlgorithm>()

  const algorithmOf = async (keyId: string): Promise<SigningAlgorithm> => {
    const offered = await orReject(keys.algorithms(keyId))
    const found = PREFERRED.find((algorithm) => offered.includes(KMS_NAMES[algorithm]))
    if (found === undefined) throw clientUnusable('NotASigningKey', 'GetPublicKey')
    known.set(keyId, found)
    return found
  }

  return async (key, claims) => {
    if (key.place === 'local') return localSign(key, claims)
    const { keyId } = key
    const algorithm = key.algorithm ?? known.get(keyId) ?? (await algorithmOf(keyId))
    return signedJwt(key, algorithm, claims, async (data) => {
      const signature = await orReject(
        keys.sign(keyId, KMS_NAMES[algorithm], inputOf(data, algorithm)),
      )
      const numberBytes = NUMBER_BYTES[algorithm]
      return numberBytes === undefined ? signature : jwtSignatureOf(signature, numberBytes)
    })
  }
}

const orReject = async <A>(answer: TE.TaskEither<AwsFailure, A>): Promise<A> => {
  const given = await answer()
  if (E.isLeft(given)) throw clientUnusable(given.left.code, given.left.operation)
  return given.right
}

/** Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html */
const MAX_RAW_BYTES = 4096

const inputOf = (data: Uint8Array, algorithm: SigningAlgorithm) => {
  const hash = hashOf(algorithm)
  return data.length <= MAX_RAW_BYTES || hash === null
    ? ({ type: 'RAW', bytes: data } as const)
    : ({ type: 'DIGEST', bytes: createHash(hash).update(data).digest() } as const)
}

/** Of what a key offers the first one is taken: RSA keys offer six. */
const PREFERRED: readonly SigningAlgorithm[] = ['RS256', 'ES256', 'ES384', 'ES512', 'EdDSA']

const KMS_NAMES: Readonly<Record<SigningAlgorithm, KmsAlgorithm>> = {
  RS256: 'RSASSA_PKCS1_V1_5_SHA_256',
  RS384: 'RSASSA_PKCS1_V1_5_SHA_384',
  RS512: 'RSASSA_PKCS1_V1_5_SHA_512',
  PS256: 'RSASSA_PSS_SHA_256',
  PS384: 'RSASSA_PSS_SHA_384',
  PS512: 'RSASSA_PSS_SHA_512',
  ES256: 'ECDSA_SHA_256',
  ES384: 'ECDSA_SHA_384',
  ES512: 'ECDSA_SHA_512',
  EdDSA: 'ED25519_SHA_512',
}

const NUMBER_BYTES: Readonly<Partial<Record<SigningAlgorithm, number>>> = {
  ES256: 32,
  ES384: 48,
  ES512: 66,
}
