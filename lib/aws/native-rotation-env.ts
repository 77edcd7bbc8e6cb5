import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { Clock } from '../rotation/clock.ts'
import { meteredStaging } from '../rotation/metered.ts'
import type { NativeRotationEnv } from '../rotation/native-rotation-env.ts'
import { CLIENT_SETTINGS } from './client-settings.ts'
import { rotateEnv } from './rotate-env.ts'
import type { RotateEnvironment } from './rotate-environment.ts'
import { secretsManagerStaging } from './secrets.ts'

/** The world as Secrets Manager's own rotation finds it on AWS. */
export const nativeRotationEnv = (
  environment: RotateEnvironment,
  providers: NativeRotationEnv['providers'],
  clock: Clock,
): NativeRotationEnv => {
  const secretsManager = new SecretsManagerClient(CLIENT_SETTINGS)
  const env = rotateEnv(environment, providers, clock, secretsManager)
  return { ...env, ...meteredStaging(secretsManagerStaging(secretsManager), env.meter) }
}
