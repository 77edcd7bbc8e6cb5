import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import { decode, describeProblem } from '../codec/decode.ts'
import { ProviderDefinition, type Providers } from './provider-definition.ts'

/**
 * Decodes the text of a JSON array of provider definitions.
 *
 * Errors: one message per problem that names the definition, the field and what was expected.
 */
export const decodeProviders = (
  text: string,
): E.Either<readonly string[], readonly ProviderDefinition[]> =>
  pipe(
    parseJson(text),
    E.flatMap((json) =>
      pipe(
        decode(Definitions)(json),
        E.mapLeft((problems) =>
          problems.map(({ path, expected }) =>
            describeProblem({ path: path.replace(/^(\d+)/, '[$1]'), expected }),
          ),
        ),
      ),
    ),
  )

/** Writes `providers.json` as the functions read it beside their bundle. */
export const encodeProviders = (definitions: readonly ProviderDefinition[]): string =>
  `${JSON.stringify(Definitions.encode([...definitions]), undefined, 1)}\n`

/** Indexes definitions by id; of two with the same id the later one counts. */
export const byId = (definitions: readonly ProviderDefinition[]): Providers =>
  new Map(definitions.map((definition) => [definition.id, definition]))

const Definitions = t.array(ProviderDefinition, 'a JSON array of provider definitions')

const parseJson = (text: string): E.Either<readonly string[], unknown> =>
  E.tryCatch(
    () => JSON.parse(text),
    () => ['expected a JSON array of provider definitions, and it is not JSON'],
  )
