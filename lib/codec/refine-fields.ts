import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { refusal } from './refusal.ts'

/** A rule about several fields of a record. Shape: a breach is reported at `field`, the one that a reader mends. */
export type Rule<A> = {
  readonly field: keyof A & string
  readonly expected: string
  readonly holds: (a: A) => boolean
}

/** Adds rules about several fields of a record. Errors: every rule that does not hold; none is asked before each field is right by itself. */
export const refineFields = <A, O>(
  codec: t.Type<A, O, unknown>,
  ...rules: readonly Rule<A>[]
): t.Type<A, O, unknown> =>
  new t.Type(
    codec.name,
    (u): u is A => codec.is(u) && rules.every(({ holds }) => holds(u)),
    (u, context) => {
      const decoded = codec.validate(u, context)
      if (E.isLeft(decoded)) return decoded
      const breaches = rules
        .filter(({ holds }) => !holds(decoded.right))
        .map(({ expected, field }) => refusal(context, expected, field).left)
      return breaches.length === 0 ? decoded : E.left(breaches.flat())
    },
    codec.encode,
  )
