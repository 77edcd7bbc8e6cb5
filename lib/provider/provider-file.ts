import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as RA from 'fp-ts/ReadonlyArray'
import type * as t from 'io-ts'
import { decode, describeProblem } from '../codec/decode.ts'
import { authorizationFields } from './login/authorization-fields.ts'
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
    parseDefinitions(text),
    E.flatMap((definitions) => {
      const { left, right } = pipe(definitions, RA.mapWithIndex(decodeProvider), RA.separate)
      return left.length === 0 ? E.right(right) : E.left(left.flat())
    }),
  )

/** Reads the outer list of a file of definitions. Errors: one message; the definitions themselves are not looked at. */
export const parseDefinitions = (text: string): E.Either<readonly string[], readonly unknown[]> =>
  pipe(
    E.tryCatch(
      (): unknown => JSON.parse(text),
      () => [`expected ${DEFINITIONS}, and it is not JSON`],
    ),
    E.flatMap((json) =>
      Array.isArray(json) ? E.right(json) : E.left([`expected ${DEFINITIONS}`]),
    ),
  )

/** Decodes the definition at a position of its list. Errors: one message per problem. */
export const decodeProvider = (
  position: number,
  definition: unknown,
): E.Either<readonly string[], ProviderDefinition> =>
  decodeDefinition(ProviderDefinition)(position, definition)

/** Decodes of the definition at a position of its list what the codec wants. Errors: one message per problem. */
export const decodeDefinition =
  <A>(codec: t.Decoder<unknown, A>) =>
  (position: number, definition: unknown): E.Either<readonly string[], A> =>
    pipe(
      decode(codec)(definition),
      E.mapLeft((problems) =>
        problems.map(({ path, expected }) =>
          describeProblem({ path: `[${position}]${path === '' ? '' : `.${path}`}`, expected }),
        ),
      ),
    )

/**
 * Writes `providers.json` as the functions read it beside their bundle: what only people and logins need is left out, and so
 * is what goes without saying, since half of the file would be that, and every start reads it.
 */
export const encodeProviders = (definitions: readonly ProviderDefinition[]): string => {
  const defaults = defaultsOf(ProviderDefinition)
  const forFunctions = (definition: ProviderDefinition) => {
    const { sources, unconfirmed, notes, ...rest } = ProviderDefinition.encode(definition)
    return Object.fromEntries(
      Object.entries(rest).filter(
        ([field, value]) =>
          !Object.hasOwn(authorizationFields, field) && JSON.stringify(value) !== defaults[field],
      ),
    )
  }
  return `${JSON.stringify(definitions.map(forFunctions), undefined, 1)}\n`
}

/** What the fields that a definition may leave out come to, as JSON. */
const defaultsOf = (codec: typeof ProviderDefinition): Readonly<Record<string, string>> => {
  const said = { id: 'acme', name: 'Acme', tokenUrl: 'https://acme.example/token' }
  const whole = pipe(
    codec.decode(said),
    E.match(() => said, codec.encode),
  )
  return Object.fromEntries(
    Object.entries(whole).flatMap(([field, value]) =>
      field in said ? [] : [[field, JSON.stringify(value)]],
    ),
  )
}

/** Indexes definitions by id; of two with the same id the later one counts. */
export const byId = (definitions: readonly ProviderDefinition[]): Providers =>
  new Map(definitions.map((definition) => [definition.id, definition]))

const DEFINITIONS = 'a JSON array of provider definitions'
