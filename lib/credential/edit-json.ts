import type { StoredFields } from './format.ts'
import { type JsonProperty, jsonProperties } from './json-properties.ts'

/**
 * Sets top-level fields of a JSON object in its text and leaves every other byte as it is.
 *
 * A field whose value is the same already is not touched (null and the empty string are the same); one that is
 * absent and would be null is not added; an added one follows the spacing of its siblings. Where a key that
 * changes stands twice, both are set, since readers disagree on which of the two counts.
 *
 * Shape: `text` is one JSON object.
 */
export const editJson = (text: string, fields: StoredFields): string => {
  const current: Readonly<Record<string, unknown>> = JSON.parse(text)
  const changed = jsonProperties(text).filter(
    ({ key }) =>
      Object.hasOwn(fields, key) && fields[key] !== (current[key] === '' ? null : current[key]),
  )
  const added = Object.entries(fields).filter(
    ([key, value]) => value !== null && !Object.hasOwn(current, key),
  )
  const edited = changed.reduceRight(
    (result, { key, value }) =>
      result.slice(0, value.start) + JSON.stringify(fields[key]) + result.slice(value.end),
    text,
  )
  return added.length === 0 ? edited : append(edited, added)
}

const append = (text: string, fields: readonly (readonly [string, unknown])[]): string => {
  const properties = jsonProperties(text)
  const open = text.indexOf('{') + 1
  const end = properties.at(-1)?.value.end ?? open
  const { before, between } = spacingOf(text, open, properties[0])
  const written = fields.map(
    ([key, value]) => `${before}${JSON.stringify(key)}${between}${JSON.stringify(value)}`,
  )
  const separator = properties.length === 0 ? '' : ','
  return text.slice(0, end) + separator + written.join(',') + text.slice(end)
}

const spacingOf = (text: string, open: number, first: JsonProperty | undefined) =>
  first === undefined
    ? { before: '', between: ':' }
    : {
        before: text.slice(open, first.name.start),
        between: text.slice(first.name.end, first.value.start),
      }
