import type { Command } from 'commander'
import * as E from 'fp-ts/Either'
import type { Providers } from '../provider/provider-definition.ts'
import { policyOf, type Settings, settingsOf } from '../rotation/policy.ts'
import { askForLook } from './operator/ask-for-look.ts'
import type { Deployment } from './operator/deployment.ts'
import { type Failure, inTrouble, type Verdict } from './operator/fail.ts'
import { findQueue, type QueueOptions, queueOptions } from './operator/find-queue.ts'
import type { FoundSecret } from './operator/find-secret.ts'
import { ledgerItem } from './operator/follow-credential.ts'
import { findRotated } from './operator/known-secret.ts'
import { onDeployment } from './operator/on-deployment.ts'
import {
  type OperatorOptions,
  operatorCommand,
  operatorOptions,
} from './operator/operator-options.ts'
import {
  knownProviders,
  type ProviderOptions,
  providerOptions,
} from './operator/provider-options.ts'
import { inputName, readInput } from './operator/read-input.ts'
import { revivedText } from './operator/revived-text.ts'
import { currentText, putCurrentText } from './operator/secret-writes.ts'
import { tellOf, toldLook } from './operator/told-look.ts'
import { type WaitOptions, waitOptions } from './operator/wait-options.ts'

type ReviveOptions = OperatorOptions &
  ProviderOptions &
  QueueOptions &
  WaitOptions & { readonly from: string }

/** `token-rotation revive`: takes the tokens of a new consent into a credential. */
export const reviveCommand = (): Command =>
  waitOptions(
    queueOptions(
      providerOptions(
        operatorOptions(
          operatorCommand('revive', 'put the tokens of a new login into a credential', [
            'token-rotation revive crm/retently --from answer.json',
            'pass show answer | token-rotation revive crm/retently --from -',
          ]),
        ),
      ),
    ),
  )
    .argument('<name>', 'name or ARN of the secret')
    .requiredOption(
      '--from <file>',
      'file with the new tokens in any known format, which only you can read; - for standard input',
    )
    .action((name: string, options: ReviveOptions) =>
      onDeployment(options, (deployment, interrupted) =>
        revive(deployment, name, options, interrupted),
      ),
    )

const revive = async (
  deployment: Deployment,
  nameOrArn: string,
  options: ReviveOptions,
  interrupted: AbortSignal,
): Promise<E.Either<Failure, Verdict>> => {
  const providers = knownProviders(options)
  if (E.isLeft(providers)) return providers
  const given = await readInput(options.from)
  if (E.isLeft(given)) return E.left(inTrouble(given.left))
  const found = await findRotated(deployment)(nameOrArn)()
  if (E.isLeft(found)) return found
  const secret = found.right
  const settings = settingsOfSecret(deployment, secret, providers.right)
  if (E.isLeft(settings)) return settings
  const current = await currentText(deployment, secret)()
  if (E.isLeft(current)) return current
  const text = revivedText(
    {
      stored: current.right.text,
      secretName: secret.name,
      given: given.right,
      place: inputName(options.from),
    },
    settings.right,
  )
  if (E.isLeft(text)) return E.left(inTrouble(text.left))
  const before = await ledgerItem(deployment, secret.arn)()
  if (E.isLeft(before)) return before
  const base = current.right.versionId
  const versionId = await putCurrentText(deployment, secret, { base, text: text.right })()
  if (E.isLeft(versionId)) return versionId

  // the tokens are safe from here on; what follows only makes it quicker, and tells
  const { json, wait } = options
  const tell = tellOf({ json }, secret)
  const status = before.right?.status ?? 'not seen yet'
  const fields = { result: 'stored', statusBefore: status, versionId: versionId.right }
  const stored = `the new tokens are in version ${versionId.right}, the old ones stay as AWSPREVIOUS`
  if (`${deployment.tagPrefix}:paused` in secret.tags) {
    tell(`${stored}; it is paused, to go on: token-rotation resume ${secret.name}`, fields)
    return E.right(0)
  }
  const isAsked = await askIfPossible(deployment, secret, versionId.right, options)
  if (wait === false) {
    tell(
      `${stored}; ${isAsked ? 'a look at it is asked for' : 'the next sweep looks at it'}`,
      fields,
    )
    return E.right(0)
  }
  if (!json) {
    tell(stored, fields)
    tell(`${status}; waiting up to ${wait} s for a look at it`, fields)
  }
  return toldLook(deployment, {
    secret,
    before: before.right,
    seconds: wait,
    interrupted,
    isJson: json,
    unanswered: () =>
      `the tokens are stored, and not looked at in ${wait} s; see: token-rotation show ${secret.name}`,
  })
}

const settingsOfSecret = (
  { tagPrefix }: Deployment,
  { name, tags }: FoundSecret,
  providers: Providers,
): E.Either<Failure, Settings> => {
  const settings = settingsOf(providers)(policyOf(tags, tagPrefix))
  return E.isRight(settings)
    ? settings
    : E.left(
        inTrouble(
          `secret ${name}: tag ${tagPrefix}:${settings.left.name}: expected ${
            settings.left.name === 'provider'
              ? 'the id of a provider of the catalogue or of --providers'
              : settings.left.expected
          }`,
        ),
      )
}

/** Without the queue the next sweep finds the new version. */
const askIfPossible = async (
  deployment: Deployment,
  { name, arn, tags }: FoundSecret,
  versionId: string,
  options: ReviveOptions,
): Promise<boolean> => {
  const queueUrl = await findQueue(deployment, options)
  const provider = tags[`${deployment.tagPrefix}:provider`] ?? ''
  const look = { secretArn: arn, versionId, provider, isForced: false }
  const asked = E.isLeft(queueUrl) ? queueUrl : await askForLook(deployment, queueUrl.right, look)()
  if (E.isRight(asked)) return true
  process.stderr.write(`${name}: left to the next sweep: ${asked.left.message}\n`)
  return false
}
