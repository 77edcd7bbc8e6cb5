import { epochDate, wholeNumber } from './epoch-date.ts'

/** A date as a whole number of seconds since 1970. */
export const EpochSeconds = epochDate(
  'a whole number of seconds since 1970',
  1000,
  wholeNumber,
  (seconds) => seconds,
)
