import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import type { NativeRotationEnv } from '../native-rotation-env.ts'
import type { NativeRotationStep } from '../native-rotation-step.ts'
import { rotate } from '../rotate.ts'
import type { Outcome } from '../rotation-run.ts'
import { describedNow, textOf } from './read-secret.ts'
import type { StepFailure } from './step-failure.ts'
import { underLease } from './under-lease.ts'

/**
 * Refreshes the credential as the schedule does, and puts a copy of AWSCURRENT under the version that Secrets Manager
 * asks for. That version's id may be known before it has a value; only a value means that this is done.
 *
 * A credential that is paused, static, or refreshed a moment ago is copied as it is: a rotation that can never
 * succeed would be tried for ever, and keep AWSPENDING where it blocks the next one.
 *
 * Errors: `NotRefreshed` with the sentence that the ledger has, `Gone`, `Busy`, `NoSuchVersion`; whatever AWS refused.
 */
export const createSecret =
  (env: NativeRotationEnv, endsAt: Date) =>
  (step: NativeRotationStep): TE.TaskEither<StepFailure, string> =>
    pipe(
      env.secrets.getVersion(step.SecretId, step.ClientRequestToken),
      TE.flatMap((copy) =>
        copy === undefined
          ? pipe(
              refreshNow(env, endsAt)(step),
              TE.tap(() => copyCurrent(env, endsAt)(step)),
            )
          : TE.right('done before'),
      ),
    )

const refreshNow =
  (env: NativeRotationEnv, endsAt: Date) =>
  ({ SecretId: secretArn }: NativeRotationStep): TE.TaskEither<StepFailure, string> =>
    pipe(
      describedNow(env)(secretArn),
      TE.flatMap(({ current: versionId }) =>
        TE.fromTask(rotate(env)({ secretArn, versionId, force: true, endsAt })),
      ),
      TE.flatMapEither(resultOf),
    )

const resultOf = ({
  result,
  message,
  errorCode,
}: Outcome): E.Either<StepFailure, Outcome['result']> => {
  switch (result) {
    case 'refreshed':
    case 'restored':
    case 'kept a newer version':
    case 'a newer token is there':
    case 'not due':
    case 'paused':
    case 'static':
      return E.right(result)
    case 'busy':
      return E.left({ tag: 'Busy' })
    case 'gone':
      return E.left({ tag: 'Gone' })
    case 'failed':
    case 'given up':
    case 'provider is unavailable':
      return E.left({ tag: 'NotRefreshed', reason: message ?? errorCode ?? result })
  }
}

const copyCurrent =
  (env: NativeRotationEnv, endsAt: Date) =>
  ({ SecretId, ClientRequestToken }: NativeRotationStep): TE.TaskEither<StepFailure, void> =>
    underLease(env, endsAt)(SecretId, () =>
      pipe(
        describedNow(env)(SecretId),
        TE.flatMap(({ current }) => textOf(env)(SecretId, current)),
        TE.flatMap((text) => env.stage(SecretId, ClientRequestToken, text)),
        TE.map(() => ({ changes: {}, done: undefined })),
      ),
    )
