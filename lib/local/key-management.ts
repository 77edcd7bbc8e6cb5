import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import { asymmetricKeys } from './asymmetric-keys.ts'
import { type AwsError, awsError } from './gateway/aws-error.ts'
import { type Operations, operation } from './gateway/operation.ts'
import { type Documents, inMemory } from './kept/documents.ts'

/** An embedded KMS with one key, and the signing keys that are made in it. */
export type LocalKeyManagement = { readonly operations: Operations }

const Context = t.record(t.string, t.string)

/**
 * Starts a KMS with one key for data keys, which `documents` keep; without them it ends with the process. Signing keys
 * are made by `CreateKey`; who may use which is not checked.
 *
 * Errors: `NotFoundException` for another key; `InvalidCiphertextException` for what this key did not encrypt, or not
 * under the same encryption context; `ValidationException`.
 * Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKey.html
 */
export const keyManagement = (
  keyId: string,
  documents: Documents = inMemory,
): LocalKeyManagement => {
  const key = keptKey(documents)
  const isOurs = ({ KeyId }: { readonly KeyId?: string | undefined }): E.Either<AwsError, void> =>
    KeyId === undefined || KeyId === keyId
      ? E.right(undefined)
      : E.left(awsError('NotFoundException', `Key '${KeyId}' does not exist`))
  return {
    operations: {
      ...asymmetricKeys(documents),
      GenerateDataKey: operation(
        t.intersection([
          t.type({ KeyId: t.string, KeySpec: t.literal('AES_256') }),
          t.partial({ EncryptionContext: Context }),
        ]),
        ({ EncryptionContext = {}, ...asked }) =>
          pipe(
            isOurs(asked),
            E.map(() => {
              const plain = randomBytes(32)
              return {
                KeyId: keyId,
                Plaintext: plain.toString('base64'),
                CiphertextBlob: encrypt(key, plain, EncryptionContext).toString('base64'),
              }
            }),
          ),
      ),
      Decrypt: operation(
        t.intersection([
          t.type({ CiphertextBlob: t.string }),
          t.partial({ KeyId: t.string, EncryptionContext: Context }),
        ]),
        ({ CiphertextBlob, EncryptionContext = {}, ...asked }) =>
          pipe(
            isOurs(asked),
            E.flatMap(() =>
              E.tryCatch(
                () => decrypt(key, Buffer.from(CiphertextBlob, 'base64'), EncryptionContext),
                () => awsError('InvalidCiphertextException', ''),
              ),
            ),
            E.map((plain) => ({ KeyId: keyId, Plaintext: plain.toString('base64') })),
          ),
      ),
    },
  }
}

const KEY = 'key'

const keptKey = (documents: Documents): Buffer => {
  const kept = new Map(documents.all()).get(KEY)
  const key = kept === undefined ? randomBytes(32) : Buffer.from(kept, 'base64')
  if (kept === undefined) documents.put(KEY, key.toString('base64'))
  return key
}

const encrypt = (key: Buffer, plain: Buffer, context: t.TypeOf<typeof Context>): Buffer => {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(asBytes(context))
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

const decrypt = (key: Buffer, bytes: Buffer, context: t.TypeOf<typeof Context>): Buffer => {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
    .setAAD(asBytes(context))
    .setAuthTag(bytes.subarray(-16))
  return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()])
}

/** The order of a context's pairs means nothing. */
const asBytes = (context: t.TypeOf<typeof Context>): Buffer =>
  Buffer.from(JSON.stringify(Object.entries(context).sort()))
