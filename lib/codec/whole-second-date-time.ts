import * as t from 'io-ts'
import { DateTime } from './date-time.ts'

/**
 * Reads an ISO 8601 date-time and writes it as UTC without a fraction of a second, ending in `Z`; the fraction is cut
 * off.
 */
export const WholeSecondDateTime = new t.Type<Date, string, unknown>(
  DateTime.name,
  DateTime.is,
  DateTime.validate,
  (date) => date.toISOString().replace(/\.\d{3}Z$/, 'Z'),
)
