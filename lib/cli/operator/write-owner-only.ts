import { closeSync, fsyncSync, openSync, rmSync, writeFileSync } from 'node:fs'
import * as E from 'fp-ts/Either'

/**
 * Writes a new file that only its owner can read.
 *
 * Effect: the text is on the disk when this returns. A file that is there already is never touched, and one that could
 * not be written whole is removed.
 * Errors: a sentence that names the file.
 */
export const writeOwnerOnly = (file: string, text: string): E.Either<string, void> => {
  if (file === '-') return E.left('--out: expected a file, since a terminal is no place for tokens')
  const opened = E.tryCatch(() => openSync(file, 'wx', 0o600), codeOf)
  if (E.isLeft(opened))
    return E.left(`${file}: ${WHY[opened.left] ?? cannotBeWritten(opened.left)}`)
  try {
    writeFileSync(opened.right, text)
    fsyncSync(opened.right)
    return E.right(undefined)
  } catch (thrown) {
    rmSync(file, { force: true })
    return E.left(`${file}: ${cannotBeWritten(codeOf(thrown))}`)
  } finally {
    closeSync(opened.right)
  }
}

const WHY: Readonly<Record<string, string>> = {
  EEXIST: 'expected a new file, and it is there already',
  ENOENT: 'expected a file in a folder that exists',
}

const cannotBeWritten = (code: string): string =>
  code === '' ? 'it cannot be written' : `it cannot be written (${code})`

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
