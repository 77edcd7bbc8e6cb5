import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import type { Documents } from './documents.ts'
import { openDocumentsFile } from './documents-file.ts'

const COLLECTIONS = ['secrets', 'tokens', 'items', 'messages', 'keys', 'clock', 'account'] as const

/** A folder that keeps a local account, all of it in `account.sqlite`. */
export type DataFolder = {
  readonly documents: (collection: (typeof COLLECTIONS)[number]) => Documents
  readonly close: () => void
}

/**
 * Opens the folder of a local account, and keeps other processes away from it while it is open; the end of this
 * process opens it again, however it ends.
 *
 * Effect: makes the folder, readable by its owner only, where it is not there yet. `onTrouble` hears of every change
 * that cannot be kept later, such as on a full disk.
 * Errors: a sentence that says what is wrong with the folder; what is in it stays as it is.
 */
export const openDataFolder = (
  folder: string,
  onTrouble: (message: string) => void = () => {},
): E.Either<string, DataFolder> =>
  pipe(
    openDocumentsFile(join(folder, 'account.sqlite'), COLLECTIONS, (reason) =>
      onTrouble(`data folder ${folder}: ${reason}; a change was refused and not made`),
    ),
    E.mapLeft((reason) => `data folder ${folder}: ${reason}; nothing in it was changed`),
  )
