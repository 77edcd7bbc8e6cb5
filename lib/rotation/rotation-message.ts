import * as t from 'io-ts'
import { NonEmptyString } from '../codec/non-empty-string.ts'
import { oneOf } from '../codec/one-of.ts'
import { optional } from '../codec/optional.ts'

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
    force: optional(t.literal(true)),
  },
  'a rotation message',
)
export type RotationMessage = t.TypeOf<typeof RotationMessage>
