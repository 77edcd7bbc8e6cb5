import * as E from 'fp-ts/Either'
import type { Deployment } from '../deployment.ts'
import type { Failure } from '../fail.ts'
import type { QueueOptions } from '../find-queue.ts'
import { type Check, type Finding, notSeen, some } from './finding.ts'
import { scheduleFindings } from './schedule-look.ts'
import { isStanding, statusFinding } from './stack-status.ts'
import { PART_IDS, partsNamed, type StackPart, type StackView } from './stack-view.ts'

/** A stack that is being read. */
export type ReadingStack = Promise<E.Either<Failure, StackView>>

/** Whether the stack is deployed, all of it, for this ledger and queue, and its schedule starts the sweep. */
export const stackCheck = (
  deployment: Deployment,
  options: QueueOptions,
  reading: ReadingStack,
): Check => ({
  name: 'stack',
  look: async () => {
    const { region } = deployment
    const stack = await reading
    const command = `aws cloudformation describe-stacks --region ${region} --stack-name ${options.stack}`
    if (E.isLeft(stack))
      return [
        stack.left.exitCode === 3 ? notSeen('stack', stack.left, command) : notThere(stack.left),
      ]
    const status = statusFinding(stack.right, region)
    if (!isStanding(stack.right)) return [status]
    const { parts } = stack.right
    if (E.isLeft(parts)) return [status, notSeen('resources', parts.left, command)]
    return [
      status,
      ...resourceFindings(parts.right, options.stack),
      ...settingFindings(parts.right, deployment, options),
      ...(await scheduleFindings(deployment, parts.right)),
    ]
  },
})

const notThere = ({ message }: Failure): Finding => ({
  level: 'trouble',
  about: 'stack',
  text: message,
  remedy: 'npx cdk deploy, or say where it is: --region, --stack',
})

const resourceFindings = (parts: readonly StackPart[], stack: string): readonly Finding[] => {
  const about = 'resources'
  const missing = PART_IDS.filter((id) => partsNamed(parts, id).length === 0)
  const failed = parts.filter(({ status }) => status.endsWith('_FAILED'))
  if (missing.length === 0 && failed.length === 0)
    return [{ level: 'ok', about, text: `${PART_IDS.join(', ')}: all in the stack` }]
  return [
    ...(missing.length === 0
      ? []
      : [
          {
            level: 'trouble',
            about,
            text: `${stack} has no ${missing.join(', ')}`,
            remedy: 'say which stack it is (--stack), or deploy this version: npx cdk deploy',
          } as const,
        ]),
    ...(failed.length === 0
      ? []
      : [
          {
            level: 'trouble',
            about,
            text: `not as they were deployed: ${some(failed.map(({ id, status }) => `${id} (${status})`))}`,
            remedy: 'mend what the events of the stack name, then: npx cdk deploy',
          } as const,
        ]),
  ]
}

/** Whether this command looks at the ledger and the queue of this very stack. */
const settingFindings = (
  parts: readonly StackPart[],
  { ledgerTable }: Deployment,
  { queueUrl = '' }: QueueOptions,
): readonly Finding[] => {
  const ledgers = partsNamed(parts, 'Ledger').map(({ name }) => name)
  const queues = partsNamed(parts, 'Queue').map(({ name }) => lastOf(name))
  const queue = lastOf(queueUrl)
  return [
    ...mismatch('ledger', ledgers, ledgerTable, (name) => `--tag-prefix ${name}`),
    ...(queue === ''
      ? []
      : mismatch('queue', queues, queue, () => 'give no --queue-url, or that of the stack')),
  ]
}

const mismatch = (
  about: string,
  ofStack: readonly string[],
  chosen: string,
  remedy: (name: string) => string,
): readonly Finding[] => {
  const [first] = ofStack
  return first === undefined || ofStack.includes(chosen)
    ? []
    : [
        {
          level: 'warning',
          about,
          text: `the stack has ${some(ofStack)}, and ${chosen} is looked at`,
          remedy: remedy(first),
        },
      ]
}

/** A queue's URL ends with its name. */
const lastOf = (url: string): string => url.slice(url.lastIndexOf('/') + 1)
