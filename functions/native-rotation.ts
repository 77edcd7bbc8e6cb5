import type { Context } from 'aws-lambda'
import * as E from 'fp-ts/Either'
import { functionClock } from '../lib/aws/clock.ts'
import { deployedProviders } from '../lib/aws/deployed-providers.ts'
import { readEnvironment } from '../lib/aws/environment.ts'
import { log } from '../lib/aws/log.ts'
import { nativeRotationEnv } from '../lib/aws/native-rotation-env.ts'
import { RotateEnvironment } from '../lib/aws/rotate-environment.ts'
import { decode, describeProblem } from '../lib/codec/decode.ts'
import { ProviderDefinition } from '../lib/provider/provider-definition.ts'
import { nativeRotation } from '../lib/rotation/native-rotation.ts'
import { NativeRotationStep } from '../lib/rotation/native-rotation-step.ts'
import { describeStepFailure } from '../lib/rotation/native-steps/step-failure.ts'

const env = nativeRotationEnv(
  readEnvironment(RotateEnvironment, process.env),
  deployedProviders(ProviderDefinition, import.meta.url),
  functionClock(process.env),
)

/**
 * Does one step of Secrets Manager's own rotation with the same refresh as the schedule's, so that a fresh token
 * never lives under AWSPENDING alone.
 *
 * Triggered by Secrets Manager, four times per rotation, and again from the start when a step throws. A repeated
 * step is harmless: each asks first whether it is done.
 *
 * Steps: decode the step, do it, say what came of it.
 */
export const handler = async (event: unknown, context: Context): Promise<void> => {
  const step = decode(NativeRotationStep)(event)
  if (E.isLeft(step)) throw new Error(`rotation step: ${step.left.map(describeProblem).join('; ')}`)
  const endsAt = env.deadline(context.getRemainingTimeInMillis() / 1000)
  const done = await nativeRotation(env, endsAt)(step.right)()
  const fields = { step: step.right.Step, secretArn: step.right.SecretId }
  if (E.isLeft(done)) {
    const reason = describeStepFailure(done.left)
    log('warn', { message: 'rotation step did not succeed', ...fields, ...done.left, reason })
    throw new Error(`${step.right.Step}: ${reason}`)
  }
  log('info', { message: 'rotation step done', ...fields, result: done.right })
}
