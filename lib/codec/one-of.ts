import * as t from 'io-ts'

/** Accepts one of the given words; a refusal lists them. */
export const oneOf = <W extends string>(words: readonly W[]): t.Type<W, string, unknown> => {
  const is = (u: unknown): u is W => words.some((word) => word === u)
  return new t.Type(
    words.length === 1 ? `"${words[0]}"` : `one of ${words.join(', ')}`,
    is,
    (u, context) => (is(u) ? t.success(u) : t.failure(u, context)),
    t.identity,
  )
}
