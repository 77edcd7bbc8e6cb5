import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import { BooleanFromString } from '../codec/boolean-from-string.ts'
import { decode, describeProblem } from '../codec/decode.ts'
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

/** What the stack tells the Rotate and NativeRotation functions. */
export const RotateEnvironment = t.type({
  LEDGER_TABLE: NonEmptyString,
  BUS_NAME: NonEmptyString,
  TAG_PREFIX: NonEmptyString,
  /** Id of the KMS key that seals what has to wait in the ledger. */
  KEY_ID: NonEmptyString,
  /** Development only: http token URLs on this machine are acceptable. */
  LOOPBACK_TOKEN_URLS: BooleanFromString,
})
export type RotateEnvironment = t.TypeOf<typeof RotateEnvironment>

/**
 * Reads a function's settings from its environment variables, once, at cold start.
 *
 * Errors: throws one error that names every variable that is missing or wrong; values are left out.
 */
export const readEnvironment = <A>(codec: t.Decoder<unknown, A>, variables: NodeJS.ProcessEnv): A =>
  pipe(
    decode(codec)(variables),
    E.getOrElseW((problems) => {
      throw new Error(`environment variable ${problems.map(describeProblem).join('; ')}`)
    }),
  )
