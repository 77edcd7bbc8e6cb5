import * as t from 'io-ts'

/** Lets a stored field be absent, null or empty, which mean the same; it is written as null. */
export const stored = <A, O>(
  codec: t.Type<A, O, unknown>,
): t.Type<A | undefined, O | null, unknown> =>
  new t.Type<A | undefined, O | null, unknown>(
    codec.name,
    (u): u is A | undefined => u === undefined || codec.is(u),
    (u, context) =>
      u === undefined || u === null || u === '' ? t.success(undefined) : codec.validate(u, context),
    (a) => (a === undefined ? null : codec.encode(a)),
  )
