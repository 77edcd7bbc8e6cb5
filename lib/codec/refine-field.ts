import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { refusal } from './refusal.ts'

/** Adds a rule about several fields of a record and reports its breach at the field that a reader mends. */
export const refineField = <A, O>(
  codec: t.Type<A, O, unknown>,
  field: keyof A & string,
  expected: string,
  holds: (a: A) => boolean,
): t.Type<A, O, unknown> =>
  new t.Type(
    codec.name,
    (u): u is A => codec.is(u) && holds(u),
    (u, context) => {
      const decoded = codec.validate(u, context)
      return E.isLeft(decoded) || holds(decoded.right) ? decoded : refusal(context, expected, field)
    },
    codec.encode,
  )
