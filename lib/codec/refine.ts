import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { refusal } from './refusal.ts'

/** Narrows a codec to the values that satisfy a predicate; `expected` finishes the sentence "expected …". */
export const refine = <A, O>(
  codec: t.Type<A, O, unknown>,
  expected: string,
  holds: (a: A) => boolean,
): t.Type<A, O, unknown> =>
  new t.Type(
    expected,
    (u): u is A => codec.is(u) && holds(u),
    (u, context) => {
      const decoded = codec.validate(u, context)
      return E.isRight(decoded) && holds(decoded.right) ? decoded : refusal(context, expected)
    },
    codec.encode,
  )
