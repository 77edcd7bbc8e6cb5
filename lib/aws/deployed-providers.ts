import { readFileSync } from 'node:fs'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import { decodeDefinition, parseDefinitions } from '../provider/provider-file.ts'

/** The providers that a function knows, by id. */
export type DeployedProviders<A> = Pick<ReadonlyMap<string, A>, 'get' | 'has'>

/**
 * Reads the providers that were deployed beside a function's bundle, once, at cold start. Each is decoded when it is
 * asked for first: a container meets few of them, and all together take as long as a fifth of its start.
 *
 * Errors: throws one error that names the file, the definition, the field and what was expected; for a definition that is
 * broken in itself, when it is asked for. The synth decodes them all, so that only a file edited afterwards is.
 */
export const deployedProviders = <A>(
  codec: t.Decoder<unknown, A>,
  bundleUrl: string,
): DeployedProviders<A> => {
  const text = readFileSync(new URL('./providers.json', bundleUrl), 'utf8')
  const definitions = orThrow(parseDefinitions(text))
  const positions = orThrow(positionsOf(definitions))
  const known = new Map<string, A>()
  return {
    has: (id) => positions.has(id),
    get: (id) => {
      const position = positions.get(id)
      if (position === undefined) return undefined
      const provider =
        known.get(id) ?? orThrow(decodeDefinition(codec)(position, definitions[position]))
      known.set(id, provider)
      return provider
    },
  }
}

/** The place of each definition, by its id; of two with the same id the later one counts. */
const positionsOf = (
  definitions: readonly unknown[],
): E.Either<readonly string[], ReadonlyMap<string, number>> => {
  const positions = new Map<string, number>()
  for (const [position, definition] of definitions.entries()) {
    if (!t.UnknownRecord.is(definition) || typeof definition.id !== 'string')
      return E.left([`[${position}].id: expected a text`])
    positions.set(definition.id, position)
  }
  return E.right(positions)
}

const orThrow = <A>(read: E.Either<readonly string[], A>): A =>
  pipe(
    read,
    E.getOrElseW((problems) => {
      throw new Error(`providers.json: ${problems.join('; ')}`)
    }),
  )
