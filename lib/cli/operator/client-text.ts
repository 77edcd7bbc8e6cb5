import * as E from 'fp-ts/Either'
import { NonEmptyString } from '../../codec/non-empty-string.ts'
import { sendable } from '../../codec/sendable.ts'
import type { StoredObject } from '../../credential/format.ts'
import { JsonObject } from '../../credential/stored-object.ts'

/** What a person says of a client. Shape: `given` is the text of a JSON object of its fields, or its secret alone. */
export type GivenClient = {
  readonly id: string | undefined
  readonly given: string
  readonly isReplacing: boolean
}

/**
 * The text of the secret that is to hold an OAuth client.
 *
 * A JSON object is taken as a whole; a secret alone goes into what is there, whose other fields stay. While a secret is
 * being replaced, the one that is there goes on as `previous_client_secret`; else a secret alone ends that.
 *
 * Shape: `before` is the text that is there now.
 * Errors: one sentence on what was expected, never a value.
 */
export const clientText = (
  { id, given, isReplacing }: GivenClient,
  before: string | undefined,
): E.Either<string, string> => {
  const known = before === undefined ? {} : objectOf(before)
  if (known === undefined) return E.left('expected what is stored now to be a JSON object')
  const whole = objectOf(given)
  const problem = whole === undefined ? problemOf(given) : undefined
  if (problem !== undefined) return E.left(problem)
  const { previous_client_secret: given_previous, ...fields }: StoredObject = whole ?? {
    ...known,
    client_secret: given.trim(),
    previous_client_secret: undefined,
  }
  if (id !== undefined && whole?.client_id !== undefined && whole.client_id !== id)
    return E.left('client_id: expected the one that --id gives')
  if (whole === undefined && id === undefined && known.client_id === undefined)
    return E.left('client_id: expected it with --id, since none is stored yet')
  if (isReplacing && typeof known.client_secret !== 'string')
    return E.left('--replacing: expected a client_secret that is stored already')
  const isAnother = known.client_secret !== fields.client_secret
  const previous = isAnother ? known.client_secret : known.previous_client_secret
  const text = {
    ...(id === undefined ? {} : { client_id: id }),
    ...fields,
    ...(id === undefined ? {} : { client_id: id }),
    previous_client_secret: isReplacing ? previous : given_previous,
  }
  return E.right(`${JSON.stringify(text, undefined, 2)}\n`)
}

const Secret = sendable(NonEmptyString)

const problemOf = (given: string): string | undefined => {
  const text = given.trim()
  if (text.startsWith('{')) return 'expected JSON, since it begins as an object'
  return Secret.is(text) && !/\s/.test(text)
    ? undefined
    : 'client_secret: expected one word, or a JSON object of all fields'
}

const objectOf = (text: string): StoredObject | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return JsonObject.is(value) ? value : undefined
  } catch {
    return undefined
  }
}
