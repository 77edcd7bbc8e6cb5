import type { Command } from 'commander'
import * as E from 'fp-ts/Either'
import type { Deployment } from './operator/deployment.ts'
import { type Failure, type Verdict, wrongUsage } from './operator/fail.ts'
import { findRotated } from './operator/known-secret.ts'
import { onDeployment } from './operator/on-deployment.ts'
import {
  type OperatorOptions,
  operatorCommand,
  operatorOptions,
} from './operator/operator-options.ts'
import { say } from './operator/say.ts'
import { tagSecret } from './operator/secret-writes.ts'

type PauseOptions = OperatorOptions & { readonly reason?: string }

/** `token-rotation pause`: nothing new is begun for a credential until it is resumed. */
export const pauseCommand = (): Command =>
  operatorOptions(
    operatorCommand('pause', 'leave a credential alone until it is resumed', [
      'token-rotation pause crm/retently',
      'token-rotation pause crm/retently --reason "moving to another plan until Friday"',
    ]),
  )
    .argument('<name>', 'name or ARN of the secret')
    .option('--reason <text>', 'why, for whoever finds it; it is the value of the tag', 'yes')
    .action((name: string, options: PauseOptions) =>
      onDeployment(options, (deployment) => pause(deployment, name, options)),
    )

const pause = async (
  deployment: Deployment,
  nameOrArn: string,
  { reason = 'yes', json }: PauseOptions,
): Promise<E.Either<Failure, Verdict>> => {
  if (!TAG_VALUE.test(reason))
    return E.left(
      wrongUsage(
        '--reason: expected at most 256 letters, digits, spaces and any of + - = . _ : / @',
      ),
    )
  const found = await findRotated(deployment)(nameOrArn)()
  if (E.isLeft(found)) return found
  const { name, arn, tags } = found.right
  const key = `${deployment.tagPrefix}:paused`
  const before = tags[key]
  if (before !== reason) {
    const tagged = await tagSecret(deployment, found.right, { [key]: reason })()
    if (E.isLeft(tagged)) return tagged
  }
  say(
    { json },
    {
      lines: [
        before === undefined
          ? `${name}: paused; nothing new is begun, and a refresh that was begun is still finished`
          : `${name}: it was paused already${before === reason ? '' : '; the reason is the new one now'}`,
        `to go on: token-rotation resume ${name}`,
      ],
      json: { name, arn, paused: true, wasPaused: before !== undefined, reason },
    },
  )
  return E.right(0)
}

/** Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Tag.html */
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u
