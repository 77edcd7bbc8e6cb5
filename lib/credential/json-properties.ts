/** A part of a text. Shape: `end` is the offset behind the last character. */
export type Span = { readonly start: number; readonly end: number }

/** One top-level property of a JSON object. Shape: `key` without escapes; the spans cover `name` and `value` as spelt. */
export type JsonProperty = { readonly key: string; readonly name: Span; readonly value: Span }

/**
 * Finds where the top-level properties of a JSON object stand in its text, in order, the same key as often as
 * it stands there.
 *
 * It counts brackets instead of calling itself, since a stored text may be nested deeper than any call stack, and
 * an error here would come when a refresh token is spent already.
 *
 * Shape: `text` is one JSON object that `JSON.parse` accepts.
 */
export const jsonProperties = (text: string): readonly JsonProperty[] => {
  const properties: JsonProperty[] = []
  let depth = 0
  let name: Span | undefined
  let start: number | undefined
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const outer = depth
    depth += DEPTH[token] ?? 0
    const level = Math.min(outer, depth)
    const end = index + token.length
    if (level > 1 || token === ':') continue
    if (level === 0 || token === ',') {
      name = undefined
      start = undefined
    } else if (name === undefined) {
      name = { start: index, end }
    } else {
      start ??= index
      // a nested value is done when its bracket closes
      if (depth === 1) properties.push({ key: keyOf(text, name), name, value: { start, end } })
    }
  }
  return properties
}

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g
const DEPTH: Readonly<Record<string, number>> = { '{': 1, '[': 1, '}': -1, ']': -1 }

const keyOf = (text: string, { start, end }: Span): string =>
  String(JSON.parse(text.slice(start, end)))
