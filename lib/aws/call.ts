import * as E from 'fp-ts/Either'
import type * as TE from 'fp-ts/TaskEither'
import type { AwsFailure } from '../rotation/rotation-error.ts'

/**
 * Runs one call to AWS and keeps of its failure only the operation and the exception's name, or the system's
 * code (`ECONNREFUSED`); `KmsAccessDenied` is what it calls a secret's key that the caller may not use.
 *
 * Nothing else of an SDK error may be kept: messages and properties repeat what was sent.
 */
export const call =
  <A>(operation: string, run: () => Promise<A>): TE.TaskEither<AwsFailure, A> =>
  async () => {
    try {
      return E.right(await run())
    } catch (thrown) {
      return E.left({ tag: 'AwsFailure', operation, code: nameOf(thrown) })
    }
  }

const nameOf = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return 'UnknownError'
  // what goes wrong below the service is always named Error, and told apart by the system's code
  if ('code' in thrown && /^E[A-Z_]{1,30}$/.test(String(thrown.code))) return String(thrown.code)
  if (thrown.name === 'AccessDeniedException' && thrown.message === KEY_FORBIDDEN) return KMS_DENIED
  return /^[A-Za-z]{1,64}$/.test(thrown.name) ? thrown.name : 'UnknownError'
}

/**
 * All that tells, in Secrets Manager's answer, a key that may not be used from a secret that may not be.
 *
 * Source: https://github.com/aws-samples/aws-secrets-manager-rotation-lambdas/issues/53,
 * https://github.com/external-secrets/external-secrets/issues/390, https://github.com/aws/aws-cdk/issues/7677
 */
const KEY_FORBIDDEN = 'Access to KMS is not allowed'

/** The code that SQS has for the same. */
const KMS_DENIED = 'KmsAccessDenied'
