import * as t from 'io-ts'
import { BooleanFromString } from '../codec/boolean-from-string.ts'
import { NonEmptyString } from '../codec/non-empty-string.ts'

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
