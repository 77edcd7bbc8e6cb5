import * as t from 'io-ts'
import { refine } from './refine.ts'

/** A span of time that is one. */
export const Seconds = refine(
  t.number,
  'a whole number of seconds above 0',
  (n) => Number.isSafeInteger(n) && n > 0,
)
