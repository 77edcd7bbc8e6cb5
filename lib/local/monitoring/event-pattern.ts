import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'

/** Whether a value is as a pattern says; an absent one is `undefined`. */
export type Matches = (value: unknown) => boolean

/**
 * Reads an event pattern: objects of fields, each a list of which one entry has to match.
 *
 * Shape: an entry is a text, a number, a boolean, null, or one of `exists`, `anything-but`, `prefix`, `suffix` and
 * `equals-ignore-case`. A field that holds a list matches when one of its members does.
 * Errors: the path of any other operator, and of what is no list.
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export const eventPattern = (pattern: unknown, path = 'pattern'): E.Either<string, Matches> => {
  if (Array.isArray(pattern)) return anyOf(pattern, path)
  if (!t.UnknownRecord.is(pattern)) return E.left(`${path}: expected an object or a list`)
  return pipe(
    Object.entries(pattern),
    E.traverseArray(([key, inner]) =>
      pipe(
        eventPattern(inner, `${path}.${key}`),
        E.map((matches) => [key, matches] as const),
      ),
    ),
    E.map(
      (fields) => (value) =>
        fields.every(([key, matches]) =>
          matches(t.UnknownRecord.is(value) ? value[key] : undefined),
        ),
    ),
  )
}

const anyOf = (entries: readonly unknown[], path: string): E.Either<string, Matches> =>
  pipe(
    entries,
    E.traverseArray((entry) => entryOf(entry, path)),
    E.map((tests) => (value) => tests.some((test) => test(value))),
  )

const entryOf = (entry: unknown, path: string): E.Either<string, Matches> => {
  if (!t.UnknownRecord.is(entry)) return E.right(onMembers((value) => value === entry))
  const [[operator, operand] = ['', undefined], ...more] = Object.entries(entry)
  const test = more.length > 0 ? undefined : operatorOf(operator, operand)
  return test === undefined
    ? E.left(`${path}: expected an operator that is understood here, in place of ${operator}`)
    : E.right(test)
}

const operatorOf = (operator: string, operand: unknown): Matches | undefined => {
  switch (operator) {
    case 'exists':
      return typeof operand === 'boolean' ? (value) => (value !== undefined) === operand : undefined
    case 'anything-but':
      return anythingBut(operand)
    case 'prefix':
      return ofText(operand, (value, text) => value.startsWith(text))
    case 'suffix':
      return ofText(operand, (value, text) => value.endsWith(text))
    case 'equals-ignore-case':
      return ofText(operand, (value, text) => value.toLowerCase() === text.toLowerCase())
    default:
      return undefined
  }
}

const anythingBut = (operand: unknown): Matches | undefined => {
  const refused: readonly unknown[] = Array.isArray(operand) ? operand : [operand]
  return refused.every((one) => typeof one === 'string' || typeof one === 'number')
    ? onMembers((value) => value !== undefined && !refused.some((one) => one === value))
    : undefined
}

const ofText = (
  operand: unknown,
  test: (value: string, operand: string) => boolean,
): Matches | undefined =>
  typeof operand === 'string'
    ? onMembers((value) => typeof value === 'string' && test(value, operand))
    : undefined

const onMembers =
  (test: Matches): Matches =>
  (value) =>
    Array.isArray(value) ? value.some(test) : test(value)
