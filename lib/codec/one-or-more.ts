import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'

/** Lets a list of one be written as that one; read, it is always a list of at least one. */
export const oneOrMore = <A>(codec: t.Type<A, unknown, unknown>): t.Type<readonly A[]> => {
  const list = t.array(codec)
  const name = `${codec.name}, or a list of such`
  return new t.Type<readonly A[]>(
    name,
    (u): u is readonly A[] => list.is(u) && u.length > 0,
    (u, context) =>
      Array.isArray(u) && u.length > 0
        ? list.validate(u, context)
        : pipe(
            codec.validate(u, context),
            E.map((one) => [one]),
          ),
    t.identity,
  )
}
