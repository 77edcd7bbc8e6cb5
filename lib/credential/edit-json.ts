import { type Node, parseTree } from 'jsonc-parser'
import type { StoredFields } from './format.ts'

/**
 * Sets top-level fields of a JSON object in its text and leaves every other byte as it is.
 *
 * A field whose value is the same already is not touched (null and the empty string are the same); one that is
 * absent and would be null is not added; an added one follows the spacing of its siblings. A key that stands
 * twice is set twice, since readers disagree on which of the two counts.
 *
 * Shape: `text` is one JSON object.
 */
export const editJson = (text: string, fields: StoredFields): string => {
  const properties = propertiesOf(text)
  const current: Readonly<Record<string, unknown>> = JSON.parse(text)
  const edits = properties.flatMap(({ key, value }) =>
    Object.hasOwn(fields, key) && fields[key] !== (current[key] === '' ? null : current[key])
      ? [{ offset: value.offset, length: value.length, content: JSON.stringify(fields[key]) }]
      : [],
  )
  const added = Object.entries(fields).filter(
    ([key, value]) => value !== null && !Object.hasOwn(current, key),
  )
  const edited = edits.reduceRight(
    (result, { offset, length, content }) =>
      result.slice(0, offset) + content + result.slice(offset + length),
    text,
  )
  return added.length === 0 ? edited : append(edited, added)
}

type Property = { readonly key: string; readonly name: Node; readonly value: Node }

const propertiesOf = (text: string): readonly Property[] =>
  (parseTree(text)?.children ?? []).flatMap(({ children: [name, value] = [] }) =>
    name === undefined || value === undefined ? [] : [{ key: String(name.value), name, value }],
  )

const append = (text: string, fields: readonly (readonly [string, unknown])[]): string => {
  const properties = propertiesOf(text)
  const first = properties[0]
  const last = properties.at(-1)
  const open = text.indexOf('{') + 1
  const before = first === undefined ? '' : text.slice(open, first.name.offset)
  const between =
    first === undefined
      ? ':'
      : text.slice(first.name.offset + first.name.length, first.value.offset)
  const written = fields.map(
    ([key, value]) => `${before}${JSON.stringify(key)}${between}${JSON.stringify(value)}`,
  )
  const end = last === undefined ? open : last.value.offset + last.value.length
  const separator = last === undefined ? '' : ','
  return text.slice(0, end) + separator + written.join(',') + text.slice(end)
}
