import * as t from 'io-ts'
import { NonEmptyString } from '../codec/non-empty-string.ts'
import { oneOf } from '../codec/one-of.ts'

/**
 * What Secrets Manager's own rotation asks for.
 *
 * Shape: `{Step, SecretId, ClientRequestToken}`; the token is the id of the version that it will hold AWSPENDING on.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export const NativeRotationStep = t.type(
  {
    Step: oneOf(['createSecret', 'setSecret', 'testSecret', 'finishSecret']),
    SecretId: NonEmptyString,
    ClientRequestToken: NonEmptyString,
  },
  'a rotation step',
)
export type NativeRotationStep = t.TypeOf<typeof NativeRotationStep>
