import type * as E from 'fp-ts/Either'
import * as t from 'io-ts'

/**
 * A codec's refusal that says what was expected, and leaves the value out.
 *
 * Shape: `expected` finishes the sentence "expected …"; `field` points one level deeper than `context`.
 */
export const refusal = (context: t.Context, expected: string, field?: string): E.Left<t.Errors> => {
  const type = new t.Type<never, never, unknown>(
    expected,
    (_): _ is never => false,
    t.failure,
    t.identity,
  )
  const path =
    field === undefined
      ? context.with(-1, { key: context.at(-1)?.key ?? '', type })
      : [...context, { key: field, type }]
  return { _tag: 'Left', left: [{ value: undefined, context: path }] }
}
