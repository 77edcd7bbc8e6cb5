import { GetPublicKeyCommand, SignCommand } from '@aws-sdk/client-kms'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import type { AwsFailure } from '../rotation/rotation-error.ts'
import { call } from './call.ts'
import { kmsClient } from './kms-client.ts'

/** What is signed: a message of at most 4,096 bytes, or the hash of a longer one. */
export type SignInput = { readonly type: 'RAW' | 'DIGEST'; readonly bytes: Uint8Array }

/** Asymmetric keys that never leave AWS KMS. Shape: algorithms by the names of AWS KMS, signatures as it gives them. */
export type SigningKeys = {
  /** Empty: the key signs nothing. */
  readonly algorithms: (keyId: string) => TE.TaskEither<AwsFailure, readonly string[]>
  readonly sign: (
    keyId: string,
    algorithm: KmsAlgorithm,
    input: SignInput,
  ) => TE.TaskEither<AwsFailure, Uint8Array>
}

/** The algorithms of AWS KMS that a JWT may be signed with. */
export type KmsAlgorithm =
  | `RSASSA_${'PKCS1_V1_5' | 'PSS'}_SHA_${256 | 384 | 512}`
  | `ECDSA_SHA_${256 | 384 | 512}`
  | 'ED25519_SHA_512'

/** Keys of AWS KMS. */
export const kmsSigningKeys = (): SigningKeys => {
  const client = kmsClient()
  return {
    algorithms: (KeyId) =>
      pipe(
        call('GetPublicKey', () => client().send(new GetPublicKeyCommand({ KeyId }), timeLimit())),
        TE.map(({ SigningAlgorithms = [] }) => SigningAlgorithms),
      ),

    sign: (KeyId, SigningAlgorithm, { type, bytes }) =>
      pipe(
        call('Sign', () =>
          client().send(
            new SignCommand({ KeyId, SigningAlgorithm, MessageType: type, Message: bytes }),
            timeLimit(),
          ),
        ),
        TE.flatMapNullable(
          ({ Signature }) => Signature,
          (): AwsFailure => ({ tag: 'AwsFailure', operation: 'Sign', code: 'NoSignature' }),
        ),
      ),
  }
}

/** For all the SDK's own tries together: a function's time is for the token request. */
const timeLimit = () => ({ abortSignal: AbortSignal.timeout(5000) })
