import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import { refusal } from './refusal.ts'

/**
 * Reads an ISO 8601 date-time and writes it as UTC ending in `Z`.
 *
 * Shape: with an offset; without one it is UTC; a bare date is its midnight UTC. Days that do not exist are
 * refused instead of rolling over, and so are dates that lie outside the years 0 to 9999 in UTC.
 */
export const DateTime = new t.Type<Date, string, unknown>(
  'an ISO 8601 date-time',
  (u): u is Date => u instanceof Date,
  (u, context) =>
    pipe(
      t.string.validate(u, context),
      E.map(parse),
      E.flatMap((date) =>
        date === undefined ? refusal(context, 'an ISO 8601 date-time') : t.success(date),
      ),
    ),
  (date) => date.toISOString(),
)

/** Whether a date has a year of four digits in UTC; others are written in a form that nobody reads. */
export const isWritable = (date: Date): boolean => {
  const year = date.getUTCFullYear()
  return year >= 0 && year <= 9999
}

const SHAPE =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:([Zz])|([+-])(\d{2}):?(\d{2})?)?)?$/

const parse = (text: string): Date | undefined => {
  const match = SHAPE.exec(text)
  if (match === null) return undefined
  const [year, month, day, hour, minute, second] = match
    .slice(1, 7)
    .map((digits) => Number(digits ?? 0))
  const milliseconds = Math.trunc(Number(`0.${match[7] ?? 0}`) * 1000)
  const local = new Date(0)
  local.setUTCFullYear(year ?? 0, (month ?? 0) - 1, day)
  local.setUTCHours(hour ?? 0, minute, second, milliseconds)
  const exists =
    local.getUTCMonth() === (month ?? 0) - 1 && local.getUTCDate() === day && (hour ?? 0) < 24
  const offset =
    (Number(match[10] ?? 0) * 60 + Number(match[11] ?? 0)) * (match[9] === '-' ? -1 : 1)
  const date = new Date(local.getTime() - offset * 60_000)
  const isTime = (minute ?? 0) < 60 && (second ?? 0) < 60 && Math.abs(offset) < 24 * 60
  return exists && isTime && isWritable(date) ? date : undefined
}
