import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import { isWritable } from './date-time.ts'
import { refusal } from './refusal.ts'

/**
 * Makes a codec of dates that are counted from 1970-01-01T00:00:00Z.
 *
 * Shape: `countOf` gives the count of what is stored, or `undefined` where that is no count; counts are rounded
 * down when they are written, so that nobody takes a token for fresher than it is.
 */
export const epochDate = <O>(
  expected: string,
  unitMilliseconds: 1 | 1000,
  countOf: (u: unknown) => number | undefined,
  write: (count: number) => O,
): t.Type<Date, O, unknown> =>
  new t.Type<Date, O, unknown>(
    expected,
    (u): u is Date => u instanceof Date,
    (u, context) => {
      const count = countOf(u)
      const date = new Date(count === undefined ? Number.NaN : count * unitMilliseconds)
      return date.getTime() >= 0 && isWritable(date) ? t.success(date) : refusal(context, expected)
    },
    (date) => write(Math.floor(date.getTime() / unitMilliseconds)),
  )

/** A whole number, as JSON spells it. */
export const wholeNumber = (u: unknown): number | undefined =>
  typeof u === 'number' && Number.isSafeInteger(u) ? u : undefined

/** A number, or its decimal spelling. */
export const numberOrText = (u: unknown): number | undefined =>
  pipe(typeof u === 'string' && /^\d{1,15}(\.\d{1,15})?$/.test(u) ? Number(u) : u, (n) =>
    typeof n === 'number' && Number.isFinite(n) ? n : undefined,
  )
