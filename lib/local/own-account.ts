import { randomUUID } from 'node:crypto'
import * as E from 'fp-ts/Either'
import { type AccountOptions, type LocalAccount, startAccount } from './account.ts'
import type { Invocation } from './functions/function-host.ts'
import type { DataFolder } from './kept/data-folder.ts'
import { fileSecrets } from './secrets-file/file-secrets.ts'
import type { SecretsFile } from './secrets-file/secrets-file.ts'

/** How to start it. Shape: `tell` hears of entries of the file that are left out, and of a file that cannot be read. */
export type OwnAccountOptions = Omit<
  AccountOptions,
  'data' | 'secrets' | 'clock' | 'accessKeyId'
> & {
  readonly file: SecretsFile
  readonly data: DataFolder
  readonly tell: (message: string) => void
}

/**
 * Starts a local account that refreshes the credentials of a file at their real providers.
 *
 * The file is taken over before every sweep, so that it can be edited meanwhile; a promoted token is in it before
 * anybody hears of it. Calls need an access key that only this process and its functions know: the secrets are real.
 *
 * Effect: as `startAccount`; `stop` closes `data` too.
 * Errors: as `startAccount`.
 */
export const startOwnAccount = async ({
  file,
  data,
  tell,
  ...options
}: OwnAccountOptions): Promise<LocalAccount> => {
  const secrets = fileSecrets({ file, inner: data.documents('secrets'), newId: randomUUID, tell })
  const account = await startAccount({
    ...options,
    data,
    secrets: secrets.documents,
    accessKeyId: randomUUID(),
  })
  let trouble: string | undefined
  /** Whether the file could be read; trouble is told when it begins. */
  const takeOver = (): boolean => {
    const before = trouble
    const taken = secrets.takeOver(account.secretsManager)
    trouble = E.isLeft(taken) ? taken.left : undefined
    if (trouble !== undefined && trouble !== before) tell(trouble)
    return trouble === undefined
  }
  takeOver()
  return {
    ...account,
    // without the file nothing is begun whose end could not be written to it
    sweep: async () => (takeOver() ? account.sweep() : LEFT_OUT),
    stop: async () => {
      await account.stop()
      data.close()
    },
  }
}

const LEFT_OUT: Invocation = { tag: 'Answered', value: null }
