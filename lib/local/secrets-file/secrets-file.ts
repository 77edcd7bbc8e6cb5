import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { readOwnerOnly } from './owner-only.ts'
import { prepareReplacement, replaceFile } from './replace-file.ts'
import { readSecretsText, replaceInText, type SecretsText } from './secrets-file-text.ts'

/**
 * The reader's own credentials in one JSON file.
 *
 * Every sentence begins with the file's path and holds no word of a value.
 */
export type SecretsFile = {
  readonly path: string
  /**
   * Reads what the file holds now. Shape: `problems` are sentences on entries that cannot be used and are left out.
   *
   * Errors: a sentence when the file as a whole cannot be used: it is gone, not JSON, not an object, or not its
   * owner's alone.
   */
  readonly read: () => E.Either<string, SecretsText>
  /**
   * Puts a new value in place of `from`; every other byte stays.
   *
   * Effect: the new file is on the disk when this returns.
   * Errors: a sentence when the value is not `from` any more, or the new one cannot be written; nothing is changed,
   * with the one exception that `replaceFile` names.
   */
  readonly replace: (
    name: string,
    change: { readonly from: string; readonly to: string },
  ) => E.Either<string, void>
}

/**
 * Opens a file of credentials for reading and writing; one process at a time, which its caller sees to.
 *
 * Shape: `put` replaces what the file holds.
 * Effect: removes what a killed write left beside the file.
 * Errors: as `read`, and a sentence when nothing can be written beside the file.
 */
export const openSecretsFile = (
  file: string,
  put: typeof replaceFile = replaceFile,
): E.Either<string, SecretsFile> => {
  const named = (problem: string): string => `${file}: ${problem}`
  const understand = (text: string): E.Either<string, SecretsText> =>
    pipe(
      readSecretsText(text),
      E.bimap(named, (content) => ({ ...content, problems: content.problems.map(named) })),
    )
  // every write of a secret looks at the file, which is seldom another than before
  let last = { text: '', content: understand('') }
  const read = (): E.Either<string, SecretsText> =>
    pipe(
      readOwnerOnly(file),
      E.flatMap((text) => {
        if (text !== last.text) last = { text, content: understand(text) }
        return last.content
      }),
    )
  // Looked at again when only the renaming is left. What an editor saves between that look and the renaming, some
  // microseconds, is lost: there is no compare-and-swap of files, and editors honour no lock.
  const isStill = (before: string) => (): E.Either<string, void> =>
    pipe(
      readOwnerOnly(file),
      E.filterOrElse(
        (now) => now === before,
        () => named('it was edited while it was written'),
      ),
      E.map(() => undefined),
    )
  return pipe(
    read(),
    E.flatMap(() => prepareReplacement(file)),
    E.map(() => ({
      path: file,
      read,
      replace: (name, change) =>
        pipe(
          E.Do,
          E.bind('before', () => readOwnerOnly(file)),
          E.bind('after', ({ before }) =>
            pipe(replaceInText(before, name, change), E.mapLeft(named)),
          ),
          E.flatMap(({ before, after }) => put(file, after, isStill(before))),
        ),
    })),
  )
}
