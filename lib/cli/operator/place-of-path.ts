import { jsonProperties } from '../../credential/json-properties.ts'

/**
 * Where the value of a dotted path stands in a JSON text; of a path that leads further than the text, the innermost
 * object that is there, and the text's own beginning for the empty path.
 *
 * Shape: `text` is JSON; the offset of the value's first character.
 */
export const offsetOfPath = (text: string, path: string): number => {
  const start = text.search(/\S/)
  if (path === '' || text[start] !== '{') return start
  const properties = jsonProperties(text)
  // names may hold dots themselves; the last of two equal names is the one that counts
  const property = properties.findLast(({ key }) => path === key || path.startsWith(`${key}.`))
  if (property === undefined) return start
  const { key, value } = property
  return value.start + offsetOfPath(text.slice(value.start, value.end), path.slice(key.length + 1))
}
