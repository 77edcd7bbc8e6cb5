import { pipe } from 'fp-ts/function'
import * as T from 'fp-ts/Task'
import * as TE from 'fp-ts/TaskEither'
import type { NativeRotationEnv } from './native-rotation-env.ts'
import type { NativeRotationStep } from './native-rotation-step.ts'
import { createSecret } from './native-steps/create-secret.ts'
import { finishSecret } from './native-steps/finish-secret.ts'
import { textOf } from './native-steps/read-secret.ts'
import type { StepFailure } from './native-steps/step-failure.ts'

/**
 * Does one step of Secrets Manager's rotation.
 *
 * The refresh is the same as on the schedule, so that a fresh token never lives under AWSPENDING alone; the version
 * that Secrets Manager asks for is a copy of AWSCURRENT.
 *
 * Shape: answers what the step came to, in words for the log.
 * Effect: each step asks first whether it is done already, and is safe to repeat, in any order.
 */
export const nativeRotation =
  (env: NativeRotationEnv, endsAt: Date) =>
  (step: NativeRotationStep): TE.TaskEither<StepFailure, string> =>
    pipe(
      doStep(env, endsAt)(step),
      T.tap(() => T.fromIO(() => env.meter.tell())),
    )

const doStep =
  (env: NativeRotationEnv, endsAt: Date) =>
  (step: NativeRotationStep): TE.TaskEither<StepFailure, string> => {
    switch (step.Step) {
      case 'createSecret':
        return createSecret(env, endsAt)(step)
      case 'setSecret':
        return TE.right('nothing to set')
      case 'testSecret':
        return testSecret(env)(step)
      case 'finishSecret':
        return finishSecret(env, endsAt)(step)
    }
  }

/** The copy has a value; its tokens are those in use, and none of them is spent for a test. */
const testSecret =
  (env: NativeRotationEnv) =>
  ({ SecretId, ClientRequestToken }: NativeRotationStep): TE.TaskEither<StepFailure, string> =>
    pipe(
      textOf(env)(SecretId, ClientRequestToken),
      TE.map(() => 'has a value'),
    )
