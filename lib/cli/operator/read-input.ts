import { buffer } from 'node:stream/consumers'
import * as E from 'fp-ts/Either'
import { readOwnerOnly } from '../../local/secrets-file/owner-only.ts'

/**
 * Reads what `--from` names: a file that only its owner can read, or with `-` the standard input.
 *
 * Errors: a sentence on what is wrong with the file; a terminal as standard input, which would show what is typed.
 */
export const readInput = async (
  from: string,
  stdin: NodeJS.ReadStream = process.stdin,
): Promise<E.Either<string, string>> => {
  if (from !== '-') return readOwnerOnly(from)
  if (stdin.isTTY)
    return E.left('standard input: expected a file or a pipe, since a terminal shows what is typed')
  const bytes = await buffer(stdin)
  return E.tryCatch(
    () => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes),
    () => 'standard input: expected text in UTF-8',
  )
}

/** What `--from` names, as messages call it. */
export const inputName = (from: string): string => (from === '-' ? 'standard input' : from)
