import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import { BooleanFromString, IntegerFromString, NonEmptyString } from '../codec/primitives.ts'

/** What the stack tells the Sweep function. The stack's `environment` has the type of this codec's output. */
export const SweepEnvironment = t.type(
  {
    QUEUE_URL: NonEmptyString,
    LEDGER_TABLE: NonEmptyString,
    TAG_PREFIX: NonEmptyString,
    /** Minutes between two sweeps, 1 to 15. */
    SWEEP_MINUTES: IntegerFromString,
  },
  'SweepEnvironment',
)
export type SweepEnvironment = t.TypeOf<typeof SweepEnvironment>

/** What the stack tells the Rotate and NativeRotation functions. */
export const RotateEnvironment = t.type(
  {
    LEDGER_TABLE: NonEmptyString,
    BUS_NAME: NonEmptyString,
    TAG_PREFIX: NonEmptyString,
    /** Development only: http token URLs on this machine are acceptable. */
    LOOPBACK_TOKEN_URLS: BooleanFromString,
  },
  'RotateEnvironment',
)
export type RotateEnvironment = t.TypeOf<typeof RotateEnvironment>
