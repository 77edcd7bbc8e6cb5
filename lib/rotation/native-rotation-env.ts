import type * as TE from 'fp-ts/TaskEither'
import type { RotateEnv } from './rotate-env.ts'
import type { AwsFailure, LeaseLost } from './rotation-error.ts'

/** What native rotation needs besides a rotation's own world. */
export type NativeRotationEnv = RotateEnv & {
  /** Effect: writes a version under AWSPENDING; the same text may be put again under its id. */
  readonly stage: (
    secretArn: string,
    versionId: string,
    text: string,
  ) => TE.TaskEither<AwsFailure, void>
  /** Effect: takes AWSPENDING off a version. */
  readonly unstage: (secretArn: string, versionId: string) => TE.TaskEither<AwsFailure, void>
}

/** Why a step did not succeed; Secrets Manager tries the whole rotation again. Shape: safe to log. */
export type StepFailure =
  | AwsFailure
  | LeaseLost
  | { readonly tag: 'Busy' }
  | { readonly tag: 'NotRefreshed'; readonly reason: string }
  | { readonly tag: 'NoSuchVersion' }
