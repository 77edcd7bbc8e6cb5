import type { StoredFields } from './format.ts'
import { type JsonProperty, jsonProperties } from './json-properties.ts'
import { JsonObject } from './stored-object.ts'

type Value = StoredFields[string]

/**
 * Sets fields of a JSON object, and of the objects in it, in its text and leaves every other byte as it is.
 *
 * A field whose value is the same already is not touched (null and the empty string are the same), nor is one that is
 * to be left (`undefined`); one that is absent and would be null is not added; an added one follows the spacing of
 * its siblings. Where a key that changes stands twice, both are set, since readers disagree on which of the two
 * counts. It calls itself once per level of `fields`, however deep the text is nested.
 *
 * Shape: `text` is one JSON object.
 */
export const editJson = (text: string, fields: StoredFields): string => {
  const current: Readonly<Record<string, unknown>> = JSON.parse(text)
  const edited = jsonProperties(text)
    .filter(({ key }) => Object.hasOwn(fields, key))
    .reduceRight((result, { key, value }) => {
      const old = text.slice(value.start, value.end)
      const replacement = edit(old, current[key], fields[key])
      return result.slice(0, value.start) + replacement + result.slice(value.end)
    }, text)
  const added = Object.entries(fields).filter(
    ([key, value]) => !Object.hasOwn(current, key) && !isNothing(value),
  )
  return added.length === 0 ? edited : append(edited, added)
}

/** The text of one value. Shape: `current` is what readers take for it, which another place may say. */
const edit = (text: string, current: unknown, value: Value): string => {
  if (value === undefined) return text
  if (isNested(value)) {
    if (text.startsWith('{')) return editJson(text, value)
    return isNothing(value) ? text : write(value)
  }
  const isSame = Array.isArray(value)
    ? write(value) === JSON.stringify(current)
    : value === (current === '' ? null : current)
  return isSame ? text : write(value)
}

const isNested = (value: Value): value is StoredFields => JsonObject.is(value)

const isNothing = (value: Value): boolean =>
  value === null ||
  value === undefined ||
  (isNested(value) && Object.values(value).every(isNothing))

const write = (value: Value): string =>
  JSON.stringify(value, (_, inner: Value) => (isNothing(inner) ? undefined : inner)) ?? 'null'

const append = (text: string, fields: readonly (readonly [string, Value])[]): string => {
  const properties = jsonProperties(text)
  const open = text.indexOf('{') + 1
  const end = properties.at(-1)?.value.end ?? open
  const { before, between } = spacingOf(text, open, properties[0])
  const added = fields.map(
    ([key, value]) => `${before}${JSON.stringify(key)}${between}${write(value)}`,
  )
  const separator = properties.length === 0 ? '' : ','
  return text.slice(0, end) + separator + added.join(',') + text.slice(end)
}

const spacingOf = (text: string, open: number, first: JsonProperty | undefined) =>
  first === undefined
    ? { before: '', between: ':' }
    : {
        before: text.slice(open, first.name.start),
        between: text.slice(first.name.end, first.value.start),
      }
