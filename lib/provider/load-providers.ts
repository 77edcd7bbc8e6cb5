import { readdirSync, readFileSync } from 'node:fs'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as RA from 'fp-ts/ReadonlyArray'
import * as t from 'io-ts'
import { getDomain } from 'tldts'
import type { ProviderDefinition } from './provider-definition.ts'
import { byId, decodeProvider, decodeProviders, parseDefinitions } from './provider-file.ts'
import { FREE, hostsOf } from './token/token-url.ts'

/** Which providers a deployment knows. Shape: `file` is the path of a JSON array of custom definitions. */
export type ProviderSources = {
  readonly file?: string | undefined
  readonly loopbackTokenUrls: boolean
}

/**
 * Reads the catalogue and the custom definitions; a custom one replaces the catalogue's of the same id, and one that
 * `extends` an entry of the catalogue takes over what it does not say itself.
 *
 * Errors: one message that lists every problem with the file, the definition, the field and what was expected.
 */
export const loadProviders = ({
  file,
  loopbackTokenUrls,
}: ProviderSources): E.Either<string, readonly ProviderDefinition[]> =>
  pipe(
    catalogue(),
    E.flatMap((known) =>
      file === undefined
        ? E.right(known)
        : pipe(
            readCustom(file, loopbackTokenUrls),
            E.bimap(listed(file), (custom) => [...byId([...known, ...custom]).values()]),
          ),
    ),
  )

/** Reads the catalogue: one file per provider, in the folder beside this module. */
export const catalogue = (): E.Either<string, readonly ProviderDefinition[]> =>
  pipe(decodeProviders(`[${catalogueTexts().join(',')}]`), E.mapLeft(listed('catalogue')))

const catalogueTexts = (): readonly string[] => {
  const folder = new URL('./catalogue/', import.meta.url)
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
}

const readCustom = (
  file: string,
  loopbackTokenUrls: boolean,
): E.Either<readonly string[], readonly ProviderDefinition[]> =>
  pipe(
    E.tryCatch(
      () => readFileSync(file, 'utf8'),
      () => ['expected a readable file'],
    ),
    E.flatMap(parseDefinitions),
    E.flatMap((definitions) => {
      const known = catalogueTexts().map((text): unknown => JSON.parse(text))
      const decoded = definitions.map((definition, i) =>
        pipe(
          extended(known)(definition, i),
          E.flatMap((whole) => decodeProvider(i, whole)),
        ),
      )
      const problems = decoded.flatMap((result, i) =>
        E.isLeft(result)
          ? result.left
          : problemsOf(definitions, loopbackTokenUrls)(result.right, i),
      )
      return problems.length === 0 ? E.right(RA.rights(decoded)) : E.left(problems)
    }),
  )

/** Fills in what a definition takes over from the entry that it extends; variables one by one. */
const extended =
  (known: readonly unknown[]) =>
  (definition: unknown, position: number): E.Either<readonly string[], unknown> => {
    if (!t.UnknownRecord.is(definition) || definition.extends === undefined)
      return E.right(definition)
    const { extends: baseId, ...own } = definition
    const base = known.filter(t.UnknownRecord.is).find(({ id }) => id === baseId)
    if (base === undefined)
      return E.left([`[${position}].extends: expected the id of a provider of the catalogue`])
    // another token URL is another server's: its login page is not the base's
    const whole = { ...(own.tokenUrl === undefined ? base : withoutLogin(base)), ...own }
    return E.right(
      t.UnknownRecord.is(own.variables ?? {})
        ? {
            ...whole,
            variables: { ...standing(base.variables, whole.tokenUrl), ...(own.variables ?? {}) },
          }
        : whole,
    )
  }

const withoutLogin = ({
  authorizationUrl,
  authorizationHosts,
  codeTokenUrl,
  deviceAuthorizationUrl,
  longLivedExchange,
  ...base
}: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => base

/** The variables that stand in a token URL: another one than the base's may have others. */
const standing = (variables: unknown, tokenUrl: unknown): Readonly<Record<string, unknown>> =>
  t.UnknownRecord.is(variables) && typeof tokenUrl === 'string'
    ? Object.fromEntries(
        Object.entries(variables).filter(([name]) => tokenUrl.includes(`{${name}}`)),
      )
    : {}

/** What shows only in the whole list, or needs the list of public suffixes, which no function has to carry. */
const problemsOf =
  (all: readonly unknown[], loopbackTokenUrls: boolean) =>
  (definition: ProviderDefinition, position: number): readonly string[] => {
    const { id, tokenUrl } = definition
    const isFirst =
      all.findIndex((other) => t.UnknownRecord.is(other) && other.id === id) === position
    return [
      ...(isFirst ? [] : [`[${position}].id: expected an id that no other definition here has`]),
      ...(tokenUrl.startsWith('http:') && !loopbackTokenUrls
        ? [
            `[${position}].tokenUrl: expected an https URL (http to this machine needs the context loopbackTokenUrls=true)`,
          ]
        : []),
      ...(hostsOf(definition).some(isUpForRegistration)
        ? [`[${position}].tokenUrl: expected a registrable domain that no {variable} is part of`]
        : []),
    ]
  }

/** `host` may hold what a URL would spell otherwise, and the list of suffixes knows only the normal spelling. */
const isUpForRegistration = (host: string): boolean => {
  const url = `https://${host}`
  const { hostname } = URL.canParse(url) ? new URL(url) : { hostname: FREE }
  return hostname.includes(FREE) && (getDomain(hostname) ?? FREE).includes(FREE)
}

/** One problem stays on its line; several get a line each. */
const listed =
  (place: string) =>
  (problems: readonly string[]): string =>
    problems.length === 1
      ? `${place}: ${problems[0]}`
      : [`${place}:`, ...problems.map((problem) => `  ${problem}`)].join('\n')
