import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { askAgainUntil } from '../ask-again.ts'
import type { RotateEnv, SecretVersion } from '../rotate-env.ts'
import type { AwsFailure } from '../rotation-error.ts'
import type { Described } from '../rotation-run.ts'

/** How long a version that is not found is asked for before it is believed not to exist: reads may lag. */
const NOT_FOUND_SECONDS = 5

/** A label shows that a version exists, and reads do not. */
export const LABELLED_VERSION_NOT_FOUND: AwsFailure = {
  tag: 'AwsFailure',
  operation: 'GetSecretValue',
  code: 'LabelledVersionNotFound',
}

/**
 * Reads a version by its id; only "not found", asked again for some seconds, means that there is none, and never
 * while the version is labelled.
 *
 * Errors: whatever AWS refused, and {@link LABELLED_VERSION_NOT_FOUND}.
 */
export const askForVersion =
  (env: RotateEnv) =>
  (run: Described, versionId: string): TE.TaskEither<AwsFailure, SecretVersion | undefined> =>
    pipe(
      askAgainUntil(env, env.deadline(NOT_FOUND_SECONDS))(
        env.secrets.getVersion(run.request.secretArn, versionId),
        (answer) => 'failure' in answer || answer.success !== undefined,
      ),
      TE.filterOrElse(
        (version) => version !== undefined || !(versionId in run.secret.versions),
        () => LABELLED_VERSION_NOT_FOUND,
      ),
    )
