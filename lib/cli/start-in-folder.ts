import * as E from 'fp-ts/Either'
import { type DataFolder, openDataFolder } from '../local/kept/data-folder.ts'
import { isFor, type Purpose } from '../local/kept/folder-purpose.ts'

/**
 * Starts an account that is kept in a folder.
 *
 * Errors: a sentence that says what is in the way of it: the folder, or the port. What is not for the user to mend is
 * thrown.
 */
export const startInFolder = async <A>(
  {
    folder,
    purpose,
    port,
  }: {
    readonly folder: string
    readonly purpose: Purpose
    readonly port: number | undefined
  },
  start: (data: DataFolder) => Promise<A>,
): Promise<E.Either<string, A>> => {
  const data = openDataFolder(folder, console.error)
  if (E.isLeft(data)) return data
  const started = isFor(data.right, purpose)
    ? await startOrSayWhy(port, () => start(data.right))
    : E.left(
        `data folder ${folder}: it keeps another kind of account (samples and own credentials are not mixed); nothing in it was changed`,
      )
  if (E.isLeft(started)) data.right.close()
  return started
}

/** Starts an account. Errors: as `startInFolder`. */
export const startOrSayWhy = async <A>(
  port: number | undefined,
  start: () => Promise<A>,
): Promise<E.Either<string, A>> => {
  try {
    return E.right(await start())
  } catch (thrown) {
    if (isPortInUse(thrown)) return E.left(`port ${port} is in use; choose another one with --port`)
    throw thrown
  }
}

const isPortInUse = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && thrown.code === 'EADDRINUSE'
