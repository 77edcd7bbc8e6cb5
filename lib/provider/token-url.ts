import * as E from 'fp-ts/Either'

/**
 * A token URL with `{name}` variables and what is said about each of them.
 *
 * Shape: a variable without an entry takes a free value; `choices` are the only values then; `default` is used
 * when no value is given.
 */
export type TokenUrlTemplate = {
  readonly tokenUrl: string
  readonly variables: Readonly<
    Record<
      string,
      { readonly choices?: readonly string[] | undefined; readonly default?: string | undefined }
    >
  >
}

/** A `param:<name>` that is missing or cannot be used. Shape: `expected` never contains the given value. */
export type InvalidParameter = {
  readonly tag: 'InvalidParameter'
  readonly name: string
  readonly expected: string
}

/**
 * Fills the variables of a token URL.
 *
 * A free value is one DNS label or one path segment, so that whoever writes tags cannot move a credential to
 * another domain; only choices fixed in the definition may name a domain.
 *
 * Errors: `InvalidParameter` for the first variable without an acceptable value, or for the last one where the
 * values together make no URL.
 */
export const tokenUrl = (
  template: TokenUrlTemplate,
  parameters: Readonly<Record<string, string>>,
): E.Either<InvalidParameter, URL> => {
  const values = new Map<string, string>()
  let last = ''
  for (const { name, inHost } of variablesOf(template.tokenUrl)) {
    const { choices, default: fallback } = template.variables[name] ?? {}
    const value = parameters[name] ?? fallback
    const accepts = (text: string) =>
      choices?.includes(text) ?? (inHost ? DNS_LABEL : PATH_SEGMENT).test(text)
    if (value === undefined || !accepts(value))
      return E.left({ tag: 'InvalidParameter', name, expected: expectation(choices, inHost) })
    values.set(name, value)
    last = name
  }
  const filled = template.tokenUrl.replaceAll(VARIABLE, (_, name) => values.get(name) ?? '')
  return URL.canParse(filled)
    ? E.right(new URL(filled))
    : E.left({ tag: 'InvalidParameter', name: last, expected: 'a value that makes a URL' })
}

/** Whether a URL leads to this machine; only such a URL may be plain http, and only in development. */
export const isLoopback = ({ hostname }: URL): boolean =>
  hostname === '127.0.0.1' || hostname === '[::1]' || hostname === 'localhost'

/** Whether a text is an https URL (or http to this machine) whose variables stand in the host or the path. */
export const isTokenUrl = (text: string): boolean => {
  const filled = text.replaceAll(VARIABLE, 'x')
  const [, host = '', rest = ''] = SHAPE.exec(text) ?? []
  if (host === '' || /[{}]/.test(filled) || /[?].*\{/.test(rest) || !URL.canParse(filled))
    return false
  return filled.startsWith('https:') || isLoopback(new URL(filled))
}

/**
 * Whether every free variable of the host stands left of at least two fixed labels: `{x}.example.com` does,
 * `{x}.com` and `{x}` do not.
 */
export const keepsItsDomain = ({ tokenUrl: text, variables }: TokenUrlTemplate): boolean => {
  const host = (SHAPE.exec(text)?.[1] ?? '').replace(/:\d*$/, '')
  // an empty label is no domain: {x}.com. is {x}.com
  const labels = host.split('.').filter((label) => label !== '')
  const isFree = (label: string) =>
    [...label.matchAll(VARIABLE)].some(([, name = '']) => variables[name]?.choices === undefined)
  return labels.length - 1 - labels.findLastIndex(isFree) >= 2 || !labels.some(isFree)
}

const VARIABLE = /\{([A-Za-z][A-Za-z0-9_]*)\}/g
const SHAPE = /^https?:\/\/([^/?#@\s\\]+)((?:[/?][^#\s]*)?)$/
const DNS_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i
const PATH_SEGMENT = /^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}$/

const variablesOf = (
  text: string,
): readonly { readonly name: string; readonly inHost: boolean }[] => {
  const host = SHAPE.exec(text)?.[1] ?? ''
  return [...text.matchAll(VARIABLE)].map(([spelling, name = '']) => ({
    name,
    inHost: host.includes(spelling),
  }))
}

const expectation = (choices: readonly string[] | undefined, inHost: boolean): string => {
  if (choices !== undefined) return `one of ${choices.join(', ')}`
  return inHost
    ? 'one DNS label (letters, digits, hyphens)'
    : 'letters, digits and . _ ~ - (at most 128)'
}
