import { type Command, InvalidArgumentError, Option } from 'commander'
import * as E from 'fp-ts/Either'
import type { Providers } from '../provider/provider-definition.ts'
import { type CostLine, costEstimate, sumOf } from './operator/cost-estimate.ts'
import type { Deployment } from './operator/deployment.ts'
import type { Failure, Verdict } from './operator/fail.ts'
import { fleetPages } from './operator/fleet-pages.ts'
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
import { refreshesPerMonth } from './operator/refresh-rate.ts'
import { print } from './operator/say.ts'

type CostOptions = OperatorOptions &
  ProviderOptions & {
    readonly sweepMinutes: number
    readonly ownKmsKey: boolean
    readonly trails: number
  }

/** `token-rotation cost`: what this fleet costs in 30 days, about. */
export const costCommand = (): Command =>
  providerOptions(
    operatorOptions(
      operatorCommand('cost', 'estimate what this fleet costs in 30 days', [
        'token-rotation cost',
        'token-rotation cost --own-kms-key --trails 1',
        'token-rotation cost --json | jq .dollars',
      ]),
    ),
  )
    .addOption(
      new Option('--sweep-minutes <n>', 'minutes between two sweeps of the deployment')
        .default(5)
        .argParser(wholeNumber(1, 15)),
    )
    .option('--own-kms-key', 'the secrets are under a KMS key of your own', false)
    .addOption(
      new Option('--trails <n>', 'further CloudTrail trails that record management events')
        .default(0)
        .argParser(wholeNumber(0, 20)),
    )
    .addHelpText(
      'after',
      "\nUS dollars by the list prices of us-east-1 in 2026, without free tiers; alarms, metrics and the dashboard are not in it. How often each credential is refreshed is told by the ledger, else by its provider's tokens. Reads ListSecrets and BatchGetItem.",
    )
    .action((options: CostOptions) =>
      onDeployment(options, (deployment) => cost(deployment, options)),
    )

const cost = async (
  deployment: Deployment,
  options: CostOptions,
): Promise<E.Either<Failure, Verdict>> => {
  const providers = knownProviders(options)
  if (E.isLeft(providers)) return providers
  const fleet = await countFleet(deployment, providers.right)
  if (E.isLeft(fleet)) return fleet
  const { credentials, refreshes } = fleet.right
  const lines = costEstimate({ ...options, credentials, refreshes })
  if (options.json)
    await print(
      JSON.stringify({
        credentials,
        refreshes: Math.round(refreshes),
        lines,
        dollars: sumOf(lines),
      }),
    )
  else await printLines(lines)
  return E.right(0)
}

const countFleet = async (
  deployment: Deployment,
  providers: Providers,
): Promise<E.Either<Failure, { readonly credentials: number; readonly refreshes: number }>> => {
  const world = { providers, tagPrefix: deployment.tagPrefix, now: deployment.now() }
  let credentials = 0
  let refreshes = 0
  for await (const page of fleetPages(deployment)) {
    if (E.isLeft(page)) return page
    credentials += page.right.members.length
    for (const member of page.right.members) refreshes += refreshesPerMonth(member, world)
  }
  return E.right({ credentials, refreshes })
}

const printLines = async (lines: readonly CostLine[]): Promise<void> => {
  const all = [...lines, { what: 'in 30 days', from: 'US dollars, about', dollars: sumOf(lines) }]
  const whatWidth = Math.max(...all.map(({ what }) => what.length))
  const moneyWidth = Math.max(...all.map(({ dollars }) => dollars.toFixed(2).length))
  for (const { what, from, dollars } of all)
    await print(`${what.padEnd(whatWidth)}  ${dollars.toFixed(2).padStart(moneyWidth)}  ${from}`)
}

function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const number = Number(text)
    if (!Number.isInteger(number) || number < least || number > most)
      throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}`)
    return number
  }
}
