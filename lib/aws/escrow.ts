import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import type { Escrow } from '../rotation/rotate-env.ts'
import type { AwsFailure } from '../rotation/rotation-error.ts'
import type { DataKeys } from './data-keys.ts'
import { openSealed, seal } from './sealed-text.ts'

/**
 * Seals texts with data keys of AWS KMS.
 *
 * The KMS client is loaded at the first use: nearly no container ever needs it.
 */
export const kmsEscrow = (keyId: string): Escrow => {
  let loaded: Promise<DataKeys> | undefined
  const dataKeys: TE.TaskEither<AwsFailure, DataKeys> = TE.fromTask(() => {
    loaded ??= import('./data-keys.ts').then(({ kmsDataKeys }) => kmsDataKeys(keyId))
    return loaded
  })
  return {
    seal: (secretArn, text) =>
      pipe(
        dataKeys,
        TE.flatMap(({ generate }) => generate(secretArn)),
        TE.map((key) => seal(key, secretArn, text)),
      ),
    open: (secretArn, sealed) =>
      pipe(
        dataKeys,
        TE.flatMap(({ decrypt }) =>
          openSealed(sealed, secretArn, (encryptedKey) => decrypt(secretArn, encryptedKey)),
        ),
      ),
  }
}
