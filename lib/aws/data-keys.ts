import { DecryptCommand, GenerateDataKeyCommand } from '@aws-sdk/client-kms'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import type { AwsFailure } from '../rotation/rotation-error.ts'
import { call } from './call.ts'
import { kmsClient } from './kms-client.ts'
import type { DataKey } from './sealed-text.ts'

/** Data keys of a KMS key, each bound to the secret that it is for by the encryption context. */
export type DataKeys = {
  readonly generate: (secretArn: string) => TE.TaskEither<AwsFailure, DataKey>
  readonly decrypt: (
    secretArn: string,
    encryptedKey: Uint8Array,
  ) => TE.TaskEither<AwsFailure, Uint8Array>
}

/** Data keys of AWS KMS. */
export const kmsDataKeys = (KeyId: string): DataKeys => {
  const client = kmsClient()
  return {
    generate: (secretArn) =>
      pipe(
        call('GenerateDataKey', () =>
          client().send(
            new GenerateDataKeyCommand({
              KeyId,
              KeySpec: 'AES_256',
              EncryptionContext: { secretArn },
            }),
          ),
        ),
        TE.flatMapNullable(
          ({ Plaintext: key, CiphertextBlob: encryptedKey }) =>
            key && encryptedKey && { key, encryptedKey },
          () => noKey('GenerateDataKey'),
        ),
      ),

    decrypt: (secretArn, CiphertextBlob) =>
      pipe(
        call('Decrypt', () =>
          client().send(
            new DecryptCommand({ KeyId, CiphertextBlob, EncryptionContext: { secretArn } }),
          ),
        ),
        TE.flatMapNullable(
          ({ Plaintext }) => Plaintext,
          () => noKey('Decrypt'),
        ),
      ),
  }
}

const noKey = (operation: string): AwsFailure => ({
  tag: 'AwsFailure',
  operation,
  code: 'NoDataKey',
})
