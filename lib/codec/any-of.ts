import * as t from 'io-ts'

/**
 * Accepts what one of several codecs takes as it is; `expected` finishes the sentence "expected …".
 *
 * Not io-ts's union, which brings 3 kB of code into a bundle to tell records apart by their tags.
 */
export const anyOf = <A>(
  expected: string,
  codecs: readonly { readonly is: (u: unknown) => u is A }[],
): t.Type<A> => {
  const is = (u: unknown): u is A => codecs.some((codec) => codec.is(u))
  return new t.Type(
    expected,
    is,
    (u, context) => (is(u) ? t.success(u) : t.failure(u, context)),
    t.identity,
  )
}
