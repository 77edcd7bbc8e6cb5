/**
 * Finds where a text stops being JSON, so that a person can be sent there without a word of the text being shown;
 * the messages of `JSON.parse` quote it, and name no place in half of the cases.
 *
 * It counts brackets instead of calling itself, as a text may be nested deeper than any call stack.
 *
 * Shape: the offset of the first token that cannot stand there, the text's length where it ends too early;
 * `undefined` for JSON.
 * Source: https://www.rfc-editor.org/rfc/rfc8259#section-2
 */
export const jsonMistake = (text: string): number | undefined => {
  const open: string[] = []
  let allowed = VALUE
  let end = 0
  for (;;) {
    const start = end + lengthOf(SPACE, text, end)
    if (start === text.length) return allowed === '' ? undefined : start
    const length = lengthOf(TOKEN, text, start)
    const kind = kindOf(text.charAt(start))
    if (length === 0 || !allowed.includes(kind)) return start
    end = start + length
    const isKey = kind === TEXT && (allowed === KEY || allowed === KEY_OR_END)
    if (kind === '{' || kind === '[') open.push(kind)
    if (kind === '}' || kind === ']') open.pop()
    allowed = isKey ? ':' : allowedAfter(kind, open.at(-1))
  }
}

/** Tells where an offset is, as editors count. */
export const placeIn = (text: string, offset: number): string => {
  const lines = text.slice(0, offset).split('\n')
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`
}

const TEXT = '"'
const WORD = 'w'
const VALUE = `{[${TEXT}${WORD}`
const KEY = TEXT
const KEY_OR_END = `${TEXT}}`

const SPACE = /[ \t\r\n]*/y
const TOKEN =
  /[{}[\]:,]|(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])|"[^"\\\p{Cc}]*(?:(?:\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})|[\x7f-\x9f])[^"\\\p{Cc}]*)*"/uy

const lengthOf = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0].length ?? 0
}

const kindOf = (first: string): string => ('{}[]:,"'.includes(first) ? first : WORD)

/** What may stand behind a token that is not a key; `around` is the bracket that is open there. */
const allowedAfter = (kind: string, around: string | undefined): string => {
  if (kind === '{') return KEY_OR_END
  if (kind === '[') return `${VALUE}]`
  if (kind === ':') return VALUE
  if (kind === ',') return around === '{' ? KEY : VALUE
  if (around === undefined) return ''
  return around === '{' ? ',}' : ',]'
}
