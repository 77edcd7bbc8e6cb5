import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import type { Escrow } from '../rotation/rotate-env.ts'
import { kmsDataKeys } from './data-keys.ts'
import { openSealed, seal } from './sealed-text.ts'

/** Seals texts with data keys of AWS KMS. */
export const kmsEscrow = (keyId: string): Escrow => {
  const { generate, decrypt } = kmsDataKeys(keyId)
  return {
    seal: (secretArn, text) =>
      pipe(
        generate(secretArn),
        TE.map((key) => seal(key, secretArn, text)),
      ),
    open: (secretArn, sealed) =>
      openSealed(sealed, secretArn, (encryptedKey) => decrypt(secretArn, encryptedKey)),
  }
}
