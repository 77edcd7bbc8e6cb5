import * as E from 'fp-ts/Either'
import type { UrlVariable } from '../url-variable.ts'

/** A token URL with `{name}` variables and what is said about each of them; a variable without an entry takes a free value. */
export type TokenUrlTemplate = {
  readonly tokenUrl: string
  readonly variables: Readonly<Record<string, VariableRules>>
}

type VariableRules = Partial<UrlVariable>

/** A `param:<name>` that is missing or cannot be used. Shape: `expected` never contains the given value. */
export type InvalidParameter = {
  readonly tag: 'InvalidParameter'
  readonly name: string
  readonly expected: string
}

/**
 * Fills the variables of a token URL.
 *
 * A free value is one DNS label (or as many as the definition says, left of a fixed domain) or one path segment, so
 * that whoever writes tags cannot move a credential to another domain; only choices fixed in the definition may name
 * a domain.
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
    const rules = template.variables[name] ?? {}
    const value = parameters[name] ?? rules.default
    if (value === undefined || !isAcceptable(value, rules, inHost))
      return E.left({ tag: 'InvalidParameter', name, expected: expectation(rules, inHost) })
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
 * `{x}.com` and `{x}` do not. A choice counts as the labels that it has.
 */
export const keepsItsDomain = (template: TokenUrlTemplate): boolean =>
  hostsOf(template).every((host) => {
    // an empty label is no domain: {x}.com. is {x}.com
    const labels = host.split('.').filter((label) => label !== '')
    const isFree = (label: string) => label.includes(FREE)
    return labels.length - 1 - labels.findLastIndex(isFree) >= 2 || !labels.some(isFree)
  })

/** Stands in the hosts of {@link hostsOf} for what a tag may say. */
export const FREE = 'free-variable'

/** Every host that the choices of a template allow, without its port, with {@link FREE} for what a tag may say. */
export const hostsOf = ({ tokenUrl: text, variables }: TokenUrlTemplate): readonly string[] =>
  Object.entries(variables)
    .reduce<readonly string[]>(
      (hosts, [name, { choices = [FREE] }]) =>
        hosts.flatMap((host) =>
          host.includes(`{${name}}`)
            ? choices.map((choice) => host.replaceAll(`{${name}}`, () => choice))
            : [host],
        ),
      [(SHAPE.exec(text)?.[1] ?? '').replace(/:\d*$/, '')],
    )
    .map((host) => host.replaceAll(VARIABLE, FREE))

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

const isAcceptable = (
  value: string,
  { choices, pattern, labels = 1 }: VariableRules,
  inHost: boolean,
): boolean => {
  if (choices !== undefined) return choices.includes(value)
  const parts = inHost ? value.split('.') : [value]
  return (
    parts.length <= labels &&
    parts.every((part) => (inHost ? DNS_LABEL : PATH_SEGMENT).test(part)) &&
    (pattern === undefined || new RegExp(`^(?:${pattern})$`).test(value))
  )
}

const expectation = ({ choices, pattern, labels = 1 }: VariableRules, inHost: boolean): string => {
  if (choices?.length === 0)
    return 'one of the choices that a definition of this deployment lists (see "extends" in the README)'
  if (choices !== undefined) return `one of ${choices.join(', ')}`
  const matching = pattern === undefined ? '' : `, matching ${pattern}`
  if (!inHost) return `letters, digits and . _ ~ - (at most 128)${matching}`
  const many = labels === 1 ? 'one DNS label' : `one to ${labels} DNS labels`
  return `${many} (letters, digits, hyphens)${matching}`
}
