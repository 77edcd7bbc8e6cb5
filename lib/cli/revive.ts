import type { Command } from 'commander'
import * as E from 'fp-ts/Either'
import type { Providers } from '../provider/provider-definition.ts'
import { policyOf, type Settings, settingsOf } from '../rotation/policy.ts'
import type { Deployment } from './operator/deployment.ts'
import { type Failure, inTrouble, type Verdict } from './operator/fail.ts'
import { type QueueOptions, queueOptions } from './operator/find-queue.ts'
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
import { lookAtStored } from './operator/stored-look.ts'
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
  return lookAtStored(
    deployment,
    { secret, versionId: versionId.right, before: before.right },
    options,
    interrupted,
  )
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
