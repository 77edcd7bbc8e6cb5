import { epochDate, wholeNumber } from './epoch-date.ts'

/** A date as a whole number of milliseconds since 1970. */
export const EpochMilliseconds = epochDate(
  'a whole number of milliseconds since 1970',
  1,
  wholeNumber,
  (milliseconds) => milliseconds,
)
