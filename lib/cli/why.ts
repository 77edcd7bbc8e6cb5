import { type Command, InvalidArgumentError, Option } from 'commander'
import * as E from 'fp-ts/Either'
import type { Deployment } from './operator/deployment.ts'
import { decideDue } from './operator/due-steps.ts'
import { type Failure, inTrouble, type Verdict } from './operator/fail.ts'
import { findSecret } from './operator/find-secret.ts'
import { ledgerView, providerView } from './operator/ledger-view.ts'
import { obstacles } from './operator/obstacles.ts'
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
import { print } from './operator/say.ts'

type WhyOptions = OperatorOptions & ProviderOptions & { readonly sweepMinutes: number }

/** `token-rotation why`: why a credential is due, or is not, and what a refresh would meet. */
export const whyCommand = (): Command =>
  providerOptions(
    operatorOptions(
      operatorCommand('why', 'say step by step why a credential is due, or is not', [
        'token-rotation why crm/retently',
        'token-rotation why crm/retently --json',
      ]),
    ),
  )
    .argument('<name>', 'name or ARN of the secret')
    .addOption(
      new Option('--sweep-minutes <n>', 'minutes between two sweeps of the deployment')
        .default(5)
        .argParser(minutes),
    )
    .addHelpText(
      'after',
      '\nThe rules are those of the sweep. Reads DescribeSecret and BatchGetItem, no value: what only the value tells, such as its own dates after an edit, is decided by the run itself.',
    )
    .action((name: string, options: WhyOptions) =>
      onDeployment(options, (deployment) => why(deployment, name, options)),
    )

const why = async (
  deployment: Deployment,
  name: string,
  options: WhyOptions,
): Promise<E.Either<Failure, Verdict>> => {
  const providers = knownProviders(options)
  if (E.isLeft(providers)) return providers
  const found = await findSecret(deployment)(name)()
  if (E.isLeft(found)) return found
  const secret = found.right
  const { tagPrefix, now } = deployment
  const tagged = secret.tags[`${tagPrefix}:provider`]
  const [items, states] = await Promise.all([
    ledgerView(deployment)([secret.arn])(),
    providerView(deployment)(tagged === undefined ? [] : [tagged])(),
  ])
  if (E.isLeft(items)) return items
  if (E.isLeft(states)) return states
  const item = items.right.get(secret.arn)
  if (item === 'unreadable')
    return E.left(inTrouble('its item of the ledger has a layout that this version does not know'))
  const view = {
    secret,
    item,
    provider: tagged ?? 'unknown',
    state: states.right.get(tagged ?? ''),
    tagPrefix,
    sweepMinutes: options.sweepMinutes,
    now: now(),
  }
  const decision = decideDue(view)
  const inTheWay = obstacles(secret, item, { ...view, providers: providers.right })
  if (options.json) {
    await print(JSON.stringify({ name: secret.name, ...decision, obstacles: inTheWay }))
    return E.right(0)
  }
  await print(`${secret.name}: ${decision.verdict}`)
  for (const [i, { question, answer }] of decision.steps.entries())
    await print(`  ${i + 1}. ${question} ${answer}`)
  for (const sentence of inTheWay) await print(`  note: ${sentence}`)
  return E.right(0)
}

function minutes(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1 || number > 15)
    throw new InvalidArgumentError('expected a whole number from 1 to 15')
  return number
}
