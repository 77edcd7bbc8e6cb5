import { epochDate, numberOrText } from './epoch-date.ts'

/**
 * A date as seconds since 1970, as Python keeps it: with a fraction or as text too; it is written as a whole number.
 */
export const EpochSecondsNumber = epochDate(
  'a number of seconds since 1970',
  1000,
  numberOrText,
  (seconds) => seconds,
)
