import { readdirSync, readFileSync } from 'node:fs'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { getDomain } from 'tldts'
import type { ProviderDefinition } from './provider-definition.ts'
import { byId, decodeProviders } from './provider-file.ts'

/** Which providers a deployment knows. Shape: `file` is the path of a JSON array of custom definitions. */
export type ProviderSources = {
  readonly file?: string | undefined
  readonly loopbackTokenUrls: boolean
}

/**
 * Reads the catalogue and the custom definitions; a custom one replaces the catalogue's of the same id.
 *
 * Errors: one message that names the file, the definition, the field and what was expected.
 */
export const loadProviders = ({
  file,
  loopbackTokenUrls,
}: ProviderSources): E.Either<string, readonly ProviderDefinition[]> =>
  pipe(
    file === undefined ? E.right([]) : readProviders(file),
    E.flatMap((custom) => {
      const problem = custom
        .map(problemOf(custom, loopbackTokenUrls))
        .find((text) => text !== undefined)
      return problem === undefined ? E.right(custom) : E.left(`${file}: ${problem}`)
    }),
    E.flatMap((custom) =>
      pipe(
        catalogue(),
        E.map((known) => [...byId([...known, ...custom]).values()]),
      ),
    ),
  )

/** Reads the catalogue: one file per provider, in the folder beside this module. */
export const catalogue = (): E.Either<string, readonly ProviderDefinition[]> => {
  const folder = new URL('./catalogue/', import.meta.url)
  const texts = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
  return pipe(
    decodeProviders(`[${texts.join(',')}]`),
    E.mapLeft((problems) => `catalogue: ${problems.join('; ')}`),
  )
}

const readProviders = (file: string): E.Either<string, readonly ProviderDefinition[]> =>
  pipe(
    E.tryCatch(
      () => readFileSync(file, 'utf8'),
      () => ['expected a readable file'],
    ),
    E.flatMap(decodeProviders),
    E.mapLeft((problems) => `${file}: ${problems.join('; ')}`),
  )

/** What shows only in the whole list, or needs the list of public suffixes, which no function has to carry. */
const problemOf =
  (all: readonly ProviderDefinition[], loopbackTokenUrls: boolean) =>
  (definition: ProviderDefinition, index: number): string | undefined => {
    const { id, tokenUrl } = definition
    if (all.findIndex((other) => other.id === id) !== index)
      return `[${index}].id: expected an id that no other definition of this file has`
    if (tokenUrl.startsWith('http:') && !loopbackTokenUrls)
      return `[${index}].tokenUrl: expected an https URL (http to this machine needs the context loopbackTokenUrls=true)`
    if (hostsOf(definition).some(isUpForRegistration))
      return `[${index}].tokenUrl: expected a registrable domain that no {variable} is part of`
    return undefined
  }

const FREE = 'free-variable'

/** Every host that the choices allow, with `FREE` for what a tag may say. */
const hostsOf = ({ tokenUrl, variables }: ProviderDefinition): readonly string[] =>
  Object.entries(variables)
    .reduce<readonly string[]>(
      (urls, [name, { choices = [FREE] }]) =>
        tokenUrl.includes(`{${name}}`)
          ? urls.flatMap((url) =>
              choices.map((choice) => url.replaceAll(`{${name}}`, () => choice)),
            )
          : urls,
      [tokenUrl],
    )
    .map((url) => url.replaceAll(/\{\w+\}/g, FREE))
    .map((url) => (URL.canParse(url) ? new URL(url).hostname : ''))

const isUpForRegistration = (host: string): boolean =>
  host.includes(FREE) && (getDomain(host) ?? FREE).includes(FREE)
