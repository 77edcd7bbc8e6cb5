import { readFileSync, statSync } from 'node:fs'
import * as E from 'fp-ts/Either'
import { inputName, readInput } from './read-input.ts'

/** A text to check, and what messages call it. Shape: `isShared` when others than its owner can read the file. */
export type CheckedFile = {
  readonly place: string
  readonly text: string
  readonly isShared: boolean
}

/** Reads a file, or with `-` the standard input; nothing is done with it, so a shared one is read too. Errors: a sentence. */
export const readCheckedFile = async (from: string): Promise<E.Either<string, CheckedFile>> => {
  const place = inputName(from)
  if (from !== '-')
    return E.tryCatch(
      () => ({
        place,
        text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(from)),
        isShared: (statSync(from).mode & 0o077) !== 0,
      }),
      () => `${place}: expected a readable file of UTF-8 text`,
    )
  const text = await readInput(from)
  return E.isLeft(text) ? text : E.right({ place, text: text.right, isShared: false })
}
