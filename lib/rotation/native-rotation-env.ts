import type * as TE from 'fp-ts/TaskEither'
import type { RotateEnv } from './rotate-env.ts'
import type { AwsFailure } from './rotation-error.ts'

/** What native rotation needs besides a rotation's own world. */
export type NativeRotationEnv = RotateEnv & {
  /** Effect: writes a version under AWSPENDING; the same text may be put again under its id. */
  readonly stage: (
    secretArn: string,
    versionId: string,
    text: string,
  ) => TE.TaskEither<AwsFailure, void>
  /** Effect: takes AWSPENDING off a version; any failure needs another look to be understood. */
  readonly unstage: (secretArn: string, versionId: string) => TE.TaskEither<AwsFailure, void>
}
