import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { askAgainUntil } from '../ask-again.ts'
import { currentVersion } from '../labelled-version.ts'
import type { NativeRotationEnv } from '../native-rotation-env.ts'
import type { SecretDescription } from '../rotate-env.ts'
import type { StepFailure } from './step-failure.ts'

/** How long a version that is not found is asked for: steps follow each other fast, and reads may lag. */
const NOT_FOUND_SECONDS = 5

/** A secret and the version that its consumers read. */
export type DescribedNow = SecretDescription & { readonly current: string }

/** Describes a secret. Errors: `Gone` where it is gone or has no current version. */
export const describedNow =
  ({ secrets }: NativeRotationEnv) =>
  (secretArn: string): TE.TaskEither<StepFailure, DescribedNow> =>
    pipe(
      secrets.describe(secretArn),
      TE.flatMap((secret): TE.TaskEither<StepFailure, DescribedNow> => {
        const current = currentVersion(secret)
        return secret === undefined || current === undefined
          ? TE.left({ tag: 'Gone' })
          : TE.right({ ...secret, current })
      }),
    )

/** Reads the text of a version that should be there. Errors: `NoSuchVersion` where it is not. */
export const textOf =
  (env: NativeRotationEnv) =>
  (secretArn: string, versionId: string): TE.TaskEither<StepFailure, string> =>
    pipe(
      askAgainUntil(env, env.deadline(NOT_FOUND_SECONDS))(
        env.secrets.getVersion(secretArn, versionId),
        (answer) => 'failure' in answer || answer.success !== undefined,
      ),
      TE.flatMap((version) =>
        version === undefined
          ? TE.left<StepFailure>({ tag: 'NoSuchVersion' })
          : TE.right(version.text),
      ),
    )
