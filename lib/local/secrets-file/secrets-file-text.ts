import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { jsonProperties } from '../../credential/json-properties.ts'
import { jsonMistake, placeIn } from './json-mistake.ts'
import {
  type FileEntry,
  type FileSecret,
  isJsonObject,
  readEntry,
  repeatedKeys,
} from './secrets-file-entry.ts'

/**
 * What the text of a file of secrets says.
 *
 * Shape: `names` are all that stand in it, those of unusable entries too; `problems` are sentences on these.
 */
export type SecretsText = {
  readonly secrets: readonly FileSecret[]
  readonly names: ReadonlySet<string>
  readonly problems: readonly string[]
}

/**
 * Reads the text of a file of secrets.
 *
 * Shape: `{"crm/retently": {"tags": {"token-rotation:provider": "retently"}, "value": {…}}}`, tags optional.
 * Errors: a sentence when the whole of it cannot be used, which never holds a word of it.
 */
export const readSecretsText = (text: string): E.Either<string, SecretsText> =>
  pipe(
    entriesOf(text),
    E.map((entries) => ({
      secrets: entries.flatMap((entry) => ('secret' in entry ? [entry.secret] : [])),
      names: new Set(entries.map(({ name }) => name)),
      problems: [
        ...new Set(entries.flatMap((entry) => ('problems' in entry ? entry.problems : []))),
      ],
    })),
  )

/**
 * Puts a new value in place of `from`; every other character stays.
 *
 * Errors: a sentence when the secret's value is not `from`, or the new one cannot stand in the file.
 */
export const replaceInText = (
  text: string,
  name: string,
  { from, to }: { readonly from: string; readonly to: string },
): E.Either<string, string> =>
  pipe(
    entriesOf(text),
    E.flatMap((entries) => {
      const entry = entries.find((one) => one.name === name && 'secret' in one)
      if (entry === undefined || !('secret' in entry) || entry.secret.text !== from)
        return E.left(`${name}: it was edited meanwhile`)
      if (!canStand(to)) return E.left(`${name}: value: expected a JSON object`)
      const { start, end } = entry.value
      const replaced = text.slice(0, start) + asInFile(to) + text.slice(end)
      return replaced.length > MAX_CHARACTERS ? E.left(TOO_LONG) : E.right(replaced)
    }),
  )

/** A secret's text as it stands in the file: the space around a value is the file's own. */
export const asInFile = (text: string): string => text.trim()

/** One string of escapes that is longer takes more than the stack that V8 gives the scanner's pattern: 6 MB. */
const MAX_CHARACTERS = 4 * 1024 * 1024
const TOO_LONG = `expected at most ${MAX_CHARACTERS} characters`

const entriesOf = (original: string): E.Either<string, readonly FileEntry[]> => {
  if (original.length > MAX_CHARACTERS) return E.left(TOO_LONG)
  // some editors put a byte order mark in front, which JSON does not know; a space is as long
  const text = original.replace(/^\uFEFF/, ' ')
  if (!isJson(text))
    return E.left(`${placeIn(text, jsonMistake(text) ?? 0)}: the text is not JSON from here on`)
  if (!isJsonObject(text)) return E.left('expected a JSON object of secrets by name')
  const properties = jsonProperties(text)
  const repeated = repeatedKeys(properties)
  return E.right(properties.map((property) => readEntry(text, property, repeated)))
}

/** Half a surrogate pair has no bytes in a file. */
const canStand = (text: string): boolean =>
  isJson(text) && isJsonObject(text) && text.isWellFormed()

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
