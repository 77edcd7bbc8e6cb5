import * as t from 'io-ts'
import { IntegerFromString } from '../codec/integer-from-string.ts'
import { NonEmptyString } from '../codec/non-empty-string.ts'

/** What the stack tells the Sweep function: `t.OutputOf` this is the type of the stack's `environment`. */
export const SweepEnvironment = t.type({
  QUEUE_URL: NonEmptyString,
  LEDGER_TABLE: NonEmptyString,
  TAG_PREFIX: NonEmptyString,
  /** Minutes between two sweeps, 1 to 15. */
  SWEEP_MINUTES: IntegerFromString,
})
export type SweepEnvironment = t.TypeOf<typeof SweepEnvironment>
