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

/** A stored field that stays as it is where its new value is not known. */
export const kept = <A, O>(
  codec: t.Type<A, O, unknown>,
): t.Type<A | undefined, O | undefined, unknown> => {
  const { name, is, validate } = stored(codec)
  return new t.Type<A | undefined, O | undefined, unknown>(name, is, validate, (a) =>
    a === undefined ? undefined : codec.encode(a),
  )
}

/** A kept field that null takes out; it is never read as null. */
export const clearable = <A, O>(
  codec: t.Type<A, O, unknown>,
): t.Type<A | null | undefined, O | null | undefined, unknown> => {
  const { name, is, validate, encode } = kept(codec)
  return new t.Type<A | null | undefined, O | null | undefined, unknown>(
    name,
    (u): u is A | null | undefined => u === null || is(u),
    validate,
    (a) => (a === null ? null : encode(a)),
  )
}

/** A field that is written where its new value is known, and never read: nobody here needs what it holds. */
export const written = <A, O>(
  codec: t.Type<A, O, unknown>,
): t.Type<A | undefined, O | undefined, unknown> =>
  new t.Type<A | undefined, O | undefined, unknown>(
    codec.name,
    (u): u is A | undefined => u === undefined || codec.is(u),
    () => t.success(undefined),
    (a) => (a === undefined ? undefined : codec.encode(a)),
  )
