import { epochDate } from './epoch-date.ts'

/** A date as the decimal spelling of the seconds since 1970. */
export const EpochSecondsText = epochDate(
  'a string of the seconds since 1970',
  1000,
  (u) => (typeof u === 'string' && /^\d{1,12}$/.test(u) ? Number(u) : undefined),
  String,
)
