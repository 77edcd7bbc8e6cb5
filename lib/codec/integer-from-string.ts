import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'

/** Reads a whole number of at most 15 digits from its decimal spelling, as environment variables carry it. */
export const IntegerFromString = new t.Type<number, string, unknown>(
  'a whole number',
  (u): u is number => Number.isSafeInteger(u),
  (u, context) =>
    pipe(
      t.string.validate(u, context),
      E.flatMap((s) => (/^\d{1,15}$/.test(s) ? t.success(Number(s)) : t.failure(u, context))),
    ),
  String,
)
