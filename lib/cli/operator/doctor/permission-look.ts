import * as E from 'fp-ts/Either'
import { secretList } from '../../../aws/secret-list.ts'
import { type ListedSecret, whyNotSwept } from '../../../rotation/listed-secret.ts'
import type { Deployment } from '../deployment.ts'
import type { QueueOptions } from '../find-queue.ts'
import { findSecret } from '../find-secret.ts'
import { readVersions } from '../read-versions.ts'
import { readCaller } from './caller.ts'
import { commandsThatNeed, WRITING_COMMANDS, wishesOf } from './command-needs.ts'
import { type Check, type Finding, notSeen, unanswered } from './finding.ts'
import { type Denial, simulate } from './simulation.ts'
import type { ReadingStack } from './stack-look.ts'
import { type PartId, partsNamed } from './stack-view.ts'

/** Whether the other commands may do what they need: dry calls of what reads, a simulation of what writes. */
export const permissionCheck = (
  deployment: Deployment,
  options: QueueOptions,
  reading: ReadingStack,
): Check => ({
  name: 'permissions',
  look: async () => {
    const credential = await anyCredential(deployment)
    const [readable, writable] = await Promise.all([
      credential === undefined ? [] : readFindings(deployment, credential),
      writeFindings(deployment, options, credential, await reading),
    ])
    return [...readable, ...writable]
  },
})

const ABOUT = 'permissions'

/** Some credential of the deployment. That none may be listed is told elsewhere. */
const anyCredential = async ({
  secretsManager,
  tagPrefix,
}: Deployment): Promise<ListedSecret | undefined> => {
  const page = await secretList(secretsManager, tagPrefix)(undefined)()
  return E.isLeft(page)
    ? undefined
    : page.right.secrets.find((secret) => whyNotSwept(secret, tagPrefix) === undefined)
}

/** The fleet's look has called the others that these commands need, and told what came of it. */
const readFindings = async (
  deployment: Deployment,
  { arn }: ListedSecret,
): Promise<readonly Finding[]> => {
  const described = await findSecret(deployment)(arn)()
  if (E.isLeft(described)) return [unanswered(ABOUT, described.left, AGAIN)]
  const versions = await readVersions(deployment, described.right)
  return [
    E.isLeft(versions)
      ? unanswered(ABOUT, versions.left, AGAIN)
      : {
          level: 'ok',
          about: ABOUT,
          text: `show and why may read ${described.right.name} and its versions`,
        },
  ]
}

const AGAIN = 'run it again'

const writeFindings = async (
  deployment: Deployment,
  options: QueueOptions,
  credential: ListedSecret | undefined,
  stack: Awaited<ReadingStack>,
): Promise<readonly Finding[]> => {
  const caller = await readCaller(deployment)
  if (E.isLeft(caller)) return [notSeen(ABOUT, caller.left, 'aws sts get-caller-identity')]
  const { kind, arn } = caller.right
  if (kind === 'root')
    return [{ level: 'ok', about: ABOUT, text: `you are ${arn}, whom IAM does not limit` }]
  if (kind === 'other')
    return [
      {
        level: 'hint',
        about: ABOUT,
        text: `whether ${arn} may write was not looked at: it is neither a user nor a role`,
        remedy: 'run it as the user or the role that uses the other commands',
      },
    ]
  const [, partition = '', , , account = ''] = arn.split(':')
  const arnHere = (service: string, resource: string): string =>
    `arn:${partition}:${service}:${deployment.region}:${account}:${resource}`
  const nameOf = (id: PartId): string | undefined =>
    E.isRight(stack) && E.isRight(stack.right.parts)
      ? partsNamed(stack.right.parts.right, id)[0]?.name
      : undefined
  const queue = options.queueUrl || nameOf('Queue')
  const key = nameOf('Key')
  const wishes = wishesOf({
    secret: credential?.arn ?? arnHere('secretsmanager', 'secret:*'),
    tags: credential?.tags ?? {},
    queue: queue && arnHere('sqs', queue.slice(queue.lastIndexOf('/') + 1)),
    key: key && arnHere('kms', `key/${key}`),
    region: deployment.region,
  })
  const denials = await simulate(deployment, arn, wishes)
  return E.isLeft(denials)
    ? [
        notSeen(
          ABOUT,
          denials.left,
          `aws iam simulate-principal-policy --policy-source-arn ${arn} --action-names ${wishes.flatMap(({ actions }) => actions).join(' ')}`,
        ),
      ]
    : denialFindings(denials.right, arn)
}

const denialFindings = (denials: readonly Denial[], arn: string): readonly Finding[] => {
  const groups = Map.groupBy(denials, ({ resource, missing }) =>
    JSON.stringify([resource, missing]),
  )
  const hit = commandsThatNeed(denials.map(({ action }) => action))
  const free = WRITING_COMMANDS.filter((command) => !hit.includes(command))
  return [
    ...(free.length === 0
      ? []
      : [
          {
            level: 'ok',
            about: ABOUT,
            text: `${free.join(', ')} may do what they need, as IAM simulates it for ${arn}`,
          } as const,
        ]),
    ...[...groups.values()].map(denialFinding(arn)),
  ]
}

const denialFinding =
  (arn: string) =>
  (denials: readonly Denial[]): Finding => {
    const actions = denials.map(({ action }) => action)
    const [{ resource = '', missing = [] } = {}] = denials
    const what = `${actions.join(', ')} on ${resource}, which ${commandsThatNeed(actions).join(', ')} need`
    return missing.length > 0
      ? {
          level: 'hint',
          about: ABOUT,
          text: `IAM allows only under conditions (${missing.join(', ')}): ${what}`,
          remedy: 'see that requests fulfil them, such as by signing in with MFA',
        }
      : {
          level: 'hint',
          about: ABOUT,
          text: `IAM does not allow ${what}`,
          remedy: `allow it to ${arn} if these commands are to be used`,
        }
  }
