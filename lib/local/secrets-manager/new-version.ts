import * as E from 'fp-ts/Either'
import { type AwsError, invalidParameter } from '../gateway/aws-error.ts'
import { hasValue, type SecretValue } from './secret.ts'
import type { NewVersion } from './secret-versions.ts'

/** The members of a call that make a version. */
export type WireValue = {
  readonly SecretString?: string | undefined
  readonly SecretBinary?: string | undefined
  readonly ClientRequestToken?: string | undefined
}

/**
 * Reads the value a call carries, if it carries one; without labels it is to become AWSCURRENT.
 *
 * Errors: `InvalidParameterException` for text and bytes at once, or a value without a token (the SDK
 * makes one up, a hand-made request must bring its own).
 */
export const newVersion = (
  input: WireValue,
  labels: readonly string[] = ['AWSCURRENT'],
): E.Either<AwsError, NewVersion | undefined> => {
  const { ClientRequestToken: token, SecretString, SecretBinary } = input
  const value: SecretValue = {
    ...(SecretString === undefined ? {} : { secretString: SecretString }),
    ...(SecretBinary === undefined ? {} : { secretBinary: SecretBinary }),
  }
  if (SecretString !== undefined && SecretBinary !== undefined) {
    return E.left(invalidParameter("You can't specify both SecretString and SecretBinary."))
  }
  if (!hasValue(value)) return E.right(undefined)
  return token === undefined
    ? E.left(
        invalidParameter(
          'You must provide a ClientRequestToken value. We recommend a UUID-type value.',
        ),
      )
    : E.right({ token, value, labels })
}
