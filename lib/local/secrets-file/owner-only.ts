import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs'
import * as E from 'fp-ts/Either'

/**
 * Reads a file of credentials, which must be its owner's alone; a symbolic link is followed.
 *
 * Shape: `me` is the user who must own it, absent on a platform without such modes, where only the kind of file is
 * looked at.
 * Errors: a sentence that says what is wrong with the file and what to run, never a word of what is in it.
 */
export const readOwnerOnly = (
  file: string,
  me: number | undefined = process.geteuid?.(),
): E.Either<string, string> => {
  let descriptor: number | undefined
  try {
    // without waiting: a pipe would keep us until somebody writes to it
    descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    // of the opened file, which nobody can exchange between the look and the read
    const problem = problemOf(file, fstatSync(descriptor), me)
    return problem === undefined ? decodeText(file, readFileSync(descriptor)) : E.left(problem)
  } catch (thrown) {
    return E.left(`${file}: ${whyUnreadable(thrown)}`)
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

const problemOf = (file: string, stats: Stats, me: number | undefined): string | undefined => {
  if (!stats.isFile()) return `${file}: expected a regular file`
  if (me === undefined) return undefined
  if (stats.uid !== me)
    return `${file}: expected a file that belongs to you; run: sudo chown "$(id -un)" ${quoted(file)}`
  // new tokens are written into it, so that one its owner keeps from writing cannot be used either
  return (stats.mode & 0o077) === 0 && (stats.mode & 0o600) === 0o600
    ? undefined
    : `${file}: expected a file that its owner, and nobody else, can read and write; run: chmod 600 ${quoted(file)}`
}

/** As a shell takes it for one word. */
const quoted = (file: string): string =>
  /^[\w./@+][\w./@+-]*$/.test(file) ? file : `-- '${file.replaceAll("'", "'\\''")}'`

/** A byte that is not UTF-8 would not be the same byte when the file is written again. */
const decodeText = (file: string, bytes: Buffer): E.Either<string, string> =>
  E.tryCatch(
    () => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes),
    () => `${file}: expected text in UTF-8`,
  )

const whyUnreadable = (thrown: unknown): string => {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  if (code === 'ENOENT') return 'there is no such file'
  return code === undefined ? 'it cannot be read' : `it cannot be read (${code})`
}
