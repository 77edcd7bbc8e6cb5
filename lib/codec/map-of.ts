import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import { recordOf } from './record-of.ts'

/** Reads an object as a map from its names to its values. */
export const mapOf = <A, O>(
  codec: t.Type<A, O, unknown>,
): t.Type<ReadonlyMap<string, A>, Readonly<Record<string, O>>, unknown> => {
  const object = recordOf(codec, `an object of ${codec.name}`)
  return new t.Type(
    `a map of ${codec.name}`,
    (u): u is ReadonlyMap<string, A> => u instanceof Map && [...u.values()].every(codec.is),
    (u, context) =>
      pipe(
        object.validate(u, context),
        E.map((values) => new Map(Object.entries(values))),
      ),
    (map) => object.encode(Object.fromEntries(map)),
  )
}
