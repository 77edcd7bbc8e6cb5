import type { Command } from 'commander'
import * as E from 'fp-ts/Either'
import type { Providers } from '../provider/provider-definition.ts'
import type { Deployment } from './operator/deployment.ts'
import { accountCheck } from './operator/doctor/account-look.ts'
import { type Finding, LEVELS } from './operator/doctor/finding.ts'
import { fleetCheck } from './operator/doctor/fleet-look.ts'
import { permissionCheck } from './operator/doctor/permission-look.ts'
import { queueCheck } from './operator/doctor/queue-look.ts'
import { stackCheck } from './operator/doctor/stack-look.ts'
import { readStack } from './operator/doctor/stack-view.ts'
import { unseen } from './operator/doctor/unseen.ts'
import type { Failure, Verdict } from './operator/fail.ts'
import { type QueueOptions, queueOptions } from './operator/find-queue.ts'
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

type DoctorOptions = OperatorOptions & ProviderOptions & QueueOptions

/** `token-rotation doctor`: what is wrong with a deployment and its fleet, and what to do about it. */
export const doctorCommand = (): Command =>
  queueOptions(
    providerOptions(
      operatorOptions(
        operatorCommand('doctor', 'find out what is wrong, and what to do about it', [
          'token-rotation doctor',
          'token-rotation doctor --region eu-west-1 --stack Tokens --tag-prefix tokens',
          'token-rotation doctor --json | jq -r \'select(.level == "trouble") | .remedy\'',
        ]),
      ),
    ),
  )
    .addHelpText(
      'after',
      '\nReads ListSecrets, DescribeSecret, ListSecretVersionIds, BatchGetItem, ListQueues and GetQueueAttributes, of CloudFormation DescribeStacks and ListStackResources, of EventBridge Scheduler GetSchedule, of STS GetCallerIdentity, and of IAM GetRole and SimulatePrincipalPolicy; no value, and nothing is written. What may not be read is said and passed over. Exits with 1 if something is in trouble.',
    )
    .action((options: DoctorOptions) =>
      onDeployment(options, (deployment) => doctor(deployment, options)),
    )

const doctor = async (
  deployment: Deployment,
  options: DoctorOptions,
): Promise<E.Either<Failure, Verdict>> => {
  const providers = knownProviders(options)
  if (E.isLeft(providers)) return providers
  const account = await accountCheck(deployment).look()
  // without an account to ask, every other look would only say so again
  const isReached = account.every(({ level }) => level !== 'trouble')
  const looks = isReached ? await allLooks(deployment, options, providers.right) : []
  const found = [...account, ...looks.flat(), ...unseen(deployment, options)]
  const findings = LEVELS.flatMap((level) => found.filter((finding) => finding.level === level))
  await (options.json ? printJson(findings) : printLines(findings))
  return E.right(findings.some(({ level }) => level === 'trouble') ? 1 : 0)
}

const allLooks = (
  deployment: Deployment,
  options: DoctorOptions,
  providers: Providers,
): Promise<readonly (readonly Finding[])[]> => {
  const stack = readStack(deployment, options.stack)
  const checks = [
    stackCheck(deployment, options, stack),
    queueCheck(deployment, options),
    fleetCheck(deployment, providers),
    permissionCheck(deployment, options, stack),
  ]
  return Promise.all(checks.map(({ look }) => look()))
}

const printJson = async (findings: readonly Finding[]): Promise<void> => {
  for (const { level, about, text, remedy } of findings)
    await print(JSON.stringify({ level, about, text, remedy }))
}

const printLines = async (findings: readonly Finding[]): Promise<void> => {
  const levelWidth = Math.max(...findings.map(({ level }) => level.length))
  const aboutWidth = Math.max(...findings.map(({ about }) => about.length))
  for (const { level, about, text, remedy } of findings) {
    await print(`${level.padEnd(levelWidth)}  ${about.padEnd(aboutWidth)}  ${text}`)
    if (remedy !== undefined && level !== 'ok')
      await print(`${' '.repeat(levelWidth + aboutWidth + 4)}${remedy}`)
  }
  const counts = LEVELS.map((level) => ({
    level,
    count: findings.filter((finding) => finding.level === level).length,
  })).filter(({ count }) => count > 0)
  await print(counts.map(({ level, count }) => `${level} ${count}`).join(', '))
}
