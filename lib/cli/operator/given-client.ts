import * as E from 'fp-ts/Either'
import { type Failure, inTrouble } from './fail.ts'
import { askHidden, askShown } from './hidden-prompt.ts'
import { inputName, readInput } from './read-input.ts'

/** What a person says of a client. Shape: `text` is its secret or a JSON object, `place` what messages call it. */
export type ClientInput = {
  readonly id: string | undefined
  readonly text: string
  readonly place: string
}

/**
 * Takes a client from a file or standard input, or asks for it at a terminal, where its secret is not shown.
 *
 * Effect: ends the process with 130 at Ctrl-C; nothing is written yet then.
 * Errors: exit code 1 for an input that cannot be read.
 */
export const givenClient = async (
  { id, from }: { readonly id?: string; readonly from?: string },
  isStored: boolean,
): Promise<E.Either<Failure, ClientInput>> => {
  const place = from ?? (process.stdin.isTTY ? undefined : '-')
  if (place !== undefined) {
    const read = await readInput(place)
    return E.isLeft(read)
      ? E.left(inTrouble(read.left))
      : E.right({ id, text: read.right, place: inputName(place) })
  }
  const isKept = isStored ? ' (empty: as it is stored)' : ''
  const askedId = id ?? (await askShown(`client id${isKept}: `))
  const secret = askedId === undefined ? undefined : await askHidden('client secret (not shown): ')
  if (askedId === undefined || secret === undefined) process.exit(130)
  const known = askedId.trim()
  return E.right({ id: known === '' ? undefined : known, text: secret, place: 'client' })
}
