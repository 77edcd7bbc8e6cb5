import type { Command } from 'commander'
import * as E from 'fp-ts/Either'
import type { Deployment } from './operator/deployment.ts'
import type { Failure, Verdict } from './operator/fail.ts'
import { findRotated } from './operator/known-secret.ts'
import { onDeployment } from './operator/on-deployment.ts'
import {
  type OperatorOptions,
  operatorCommand,
  operatorOptions,
} from './operator/operator-options.ts'
import { say } from './operator/say.ts'
import { untagSecret } from './operator/secret-writes.ts'

/** `token-rotation resume`: takes a pause off a credential. */
export const resumeCommand = (): Command =>
  operatorOptions(
    operatorCommand('resume', 'go on with a credential that was paused', [
      'token-rotation resume crm/retently',
    ]),
  )
    .argument('<name>', 'name or ARN of the secret')
    .action((name: string, options: OperatorOptions) =>
      onDeployment(options, (deployment) => resume(deployment, name, options)),
    )

const resume = async (
  deployment: Deployment,
  nameOrArn: string,
  { json }: OperatorOptions,
): Promise<E.Either<Failure, Verdict>> => {
  const found = await findRotated(deployment)(nameOrArn)()
  if (E.isLeft(found)) return found
  const { name, arn, tags } = found.right
  const key = `${deployment.tagPrefix}:paused`
  const wasPaused = key in tags
  if (wasPaused) {
    const untagged = await untagSecret(deployment, found.right, key)()
    if (E.isLeft(untagged)) return untagged
  }
  say(
    { json },
    {
      lines: [
        wasPaused
          ? `${name}: resumed; the next sweep looks at it`
          : `${name}: it was not paused, and nothing was changed`,
      ],
      json: { name, arn, paused: false, wasPaused },
    },
  )
  return E.right(0)
}
