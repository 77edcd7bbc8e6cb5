import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import { refusal } from './refusal.ts'

/**
 * Narrows a codec to strings that can be sent as they are: one with half of a surrogate pair cannot be written in
 * UTF-8, and another one would arrive.
 */
export const sendable = (codec: t.Type<string, string, unknown>): t.Type<string, string, unknown> =>
  new t.Type(
    codec.name,
    (u): u is string => codec.is(u) && u.isWellFormed(),
    (u, context) =>
      pipe(
        codec.validate(u, context),
        E.flatMap((s) =>
          s.isWellFormed() ? t.success(s) : refusal(context, 'a string without lone surrogates'),
        ),
      ),
    codec.encode,
  )
