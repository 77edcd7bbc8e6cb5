import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { type JsonProperty, jsonProperties, type Span } from '../../credential/json-properties.ts'
import { placeIn } from './json-mistake.ts'

/** A secret as the reader's file tells it. Shape: `text` is the exact slice of the file that is its value. */
export type FileSecret = {
  readonly name: string
  readonly tags: Readonly<Record<string, string>>
  readonly text: string
}

/**
 * One entry of a file of secrets: a secret and where its value stands, or why it is none.
 *
 * Shape: `problems` never hold a word of a value, or of a key or name that is not one of ours.
 */
export type FileEntry =
  | { readonly name: string; readonly secret: FileSecret; readonly value: Span }
  | { readonly name: string; readonly problems: readonly string[] }

/** Reads one entry. Shape: `text` is the whole file; `repeated` are the names that stand in it more than once. */
export const readEntry = (
  text: string,
  { key: name, name: nameAt, value: body }: JsonProperty,
  repeated: ReadonlySet<string>,
): FileEntry => {
  if (!NAME.test(name)) return { name, problems: [`${placeIn(text, nameAt.start)}: ${NAME_RULE}`] }
  const refused = (problems: readonly string[]): FileEntry => ({
    name,
    problems: problems.map((problem) => `${name}: ${problem}`),
  })
  if (repeated.has(name)) return refused(['expected each name once'])
  const slice = text.slice(body.start, body.end)
  if (!isJsonObject(slice))
    return refused(['expected an object with value, and tags if it has any'])

  const fields = jsonProperties(slice)
  const tagsAt = fields.find(({ key }) => key === 'tags')?.value
  const valueAt = fields.find(({ key }) => key === 'value')?.value
  const tags = tagsAt === undefined ? E.right({}) : readTags(slice.slice(tagsAt.start, tagsAt.end))
  const value = valueAt === undefined ? '' : slice.slice(valueAt.start, valueAt.end)
  const problems = [
    ...fields
      .filter(({ key }) => !KEYS.includes(key))
      .map((field) => `${placeIn(text, body.start + field.name.start)}: ${KEYS_RULE}`),
    ...KEYS.filter((key) => repeatedKeys(fields).has(key)).map((key) => `${key}: expected it once`),
    ...(E.isLeft(tags) ? [`tags: ${tags.left}`] : []),
    ...(isJsonObject(value) ? [] : ['value: expected a JSON object']),
  ]
  return problems.length > 0 || valueAt === undefined || E.isLeft(tags)
    ? refused(problems)
    : {
        name,
        secret: { name, tags: tags.right, text: value },
        value: { start: body.start + valueAt.start, end: body.start + valueAt.end },
      }
}

/** Tells which keys stand in an object more than once; readers disagree on which of them counts. */
export const repeatedKeys = (properties: readonly JsonProperty[]): ReadonlySet<string> => {
  const seen = new Set<string>()
  const repeated = new Set<string>()
  for (const { key } of properties) (seen.has(key) ? repeated : seen).add(key)
  return repeated
}

/** Holds if a text that is known to be JSON, or empty, is an object. */
export const isJsonObject = (json: string): boolean => json.trimStart().startsWith('{')

/** Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
const NAME = /^[A-Za-z0-9/_+=.@-]{1,512}$/
const NAME_RULE = 'expected a name of letters, digits and /_+=.@-, at most 512 characters'

const KEYS = ['tags', 'value']
const KEYS_RULE = 'expected no other key than tags and value'

const Tags = t.record(t.string, t.string)

const readTags = (json: string): E.Either<string, FileSecret['tags']> => {
  const tags: unknown = JSON.parse(json)
  if (!isJsonObject(json) || !Tags.is(tags)) return E.left('expected an object of strings')
  return repeatedKeys(jsonProperties(json)).size === 0
    ? E.right(tags)
    : E.left('expected each key once')
}
