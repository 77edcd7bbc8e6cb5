import * as t from 'io-ts'
import { anyOf } from '../codec/any-of.ts'
import { NonEmptyString } from '../codec/non-empty-string.ts'
import { oneOf } from '../codec/one-of.ts'
import { optional } from '../codec/optional.ts'

const True = anyOf<true>('true', [{ is: (u): u is true => u === true }])

/**
 * What asks Rotate to look at a secret.
 *
 * Shape: `{kind: "refresh", secretArn, versionId, force?: true}`; `versionId` is the AWSCURRENT that the sender saw.
 */
export const RotationMessage = t.type(
  {
    kind: oneOf(['refresh']),
    secretArn: NonEmptyString,
    versionId: NonEmptyString,
    force: optional(True),
  },
  'a rotation message',
)
export type RotationMessage = t.TypeOf<typeof RotationMessage>
