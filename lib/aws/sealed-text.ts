import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import type { AwsFailure } from '../rotation/rotation-error.ts'

/** A data key, and what has to be asked for it again. */
export type DataKey = { readonly key: Uint8Array; readonly encryptedKey: Uint8Array }

/**
 * Encrypts a text with AES-256-GCM, bound to the secret that it is for.
 *
 * Shape: the length of the encrypted key (2 bytes), that key, the nonce (12), the tag (16), the ciphertext.
 */
export const seal = (
  { key, encryptedKey }: DataKey,
  secretArn: string,
  text: string,
): Uint8Array => {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(secretArn))
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt16BE(encryptedKey.length)
  return new Uint8Array(
    Buffer.concat([length, encryptedKey, nonce, cipher.getAuthTag(), ciphertext]),
  )
}

/**
 * Decrypts what {@link seal} made; `decryptKey` gives the data key back.
 *
 * Errors: those of `decryptKey`, and `UnreadableEscrow` for bytes that were not sealed for this secret, or were changed.
 */
export const openSealed = (
  sealed: Uint8Array,
  secretArn: string,
  decryptKey: (encryptedKey: Uint8Array) => TE.TaskEither<AwsFailure, Uint8Array>,
): TE.TaskEither<AwsFailure, string> => {
  const bytes = Buffer.from(sealed)
  const keyEnd = LENGTH_BYTES + (bytes.length < LENGTH_BYTES ? 0 : bytes.readUInt16BE())
  const nonceEnd = keyEnd + NONCE_BYTES
  const tagEnd = nonceEnd + TAG_BYTES
  return bytes.length < tagEnd
    ? TE.left(UNREADABLE)
    : pipe(
        decryptKey(new Uint8Array(bytes.subarray(LENGTH_BYTES, keyEnd))),
        TE.flatMapEither((key) =>
          E.tryCatch(
            () => {
              const decipher = createDecipheriv(CIPHER, key, bytes.subarray(keyEnd, nonceEnd))
                .setAAD(Buffer.from(secretArn))
                .setAuthTag(bytes.subarray(nonceEnd, tagEnd))
              return `${decipher.update(bytes.subarray(tagEnd), undefined, 'utf8')}${decipher.final('utf8')}`
            },
            () => UNREADABLE,
          ),
        ),
      )
}

const UNREADABLE: AwsFailure = {
  tag: 'AwsFailure',
  operation: 'OpenEscrow',
  code: 'UnreadableEscrow',
}

const CIPHER = 'aes-256-gcm'
const LENGTH_BYTES = 2
const NONCE_BYTES = 12
const TAG_BYTES = 16
