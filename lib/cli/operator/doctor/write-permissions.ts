import * as E from 'fp-ts/Either'
import type { ListedSecret } from '../../../rotation/listed-secret.ts'
import type { Deployment } from '../deployment.ts'
import { readCaller } from './caller.ts'
import { commandsThatNeed, WRITING_ACTIONS, WRITING_COMMANDS, wishesOf } from './command-needs.ts'
import { type Finding, notSeen } from './finding.ts'
import { type Denial, simulate, type Wish } from './simulation.ts'
import { partsNamed, type StackPart } from './stack-view.ts'

const ABOUT = 'permissions'

/** What is written to. Shape: some credential, and the resources of the stack, as far as either is known. */
type Written = {
  readonly queueUrl: string | undefined
  readonly credential: ListedSecret | undefined
  readonly parts: readonly StackPart[]
}

/** Whether whoever runs this may use the commands that write, as IAM simulates it. */
export const writeFindings = async (
  deployment: Deployment,
  { queueUrl, credential, parts }: Written,
): Promise<readonly Finding[]> => {
  const caller = await readCaller(deployment)
  if (E.isLeft(caller)) return [notSeen(ABOUT, caller.left, 'aws sts get-caller-identity')]
  const { kind, arn } = caller.right
  if (kind === 'root')
    return [
      {
        level: 'ok',
        about: ABOUT,
        text: 'you are the root of the account, whom IAM does not limit',
      },
    ]
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
  const queue = queueUrl || partsNamed(parts, 'Queue')[0]?.name
  const key = partsNamed(parts, 'Key')[0]?.name
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
    : denialFindings(denials.right, wishes, arn)
}

const denialFindings = (
  denials: readonly Denial[],
  wishes: readonly Wish[],
  arn: string,
): readonly Finding[] => {
  const groups = Map.groupBy(denials, ({ resource, missing }) =>
    JSON.stringify([resource, missing]),
  )
  const asked = wishes.flatMap(({ actions }) => actions)
  const unasked = WRITING_ACTIONS.filter((action) => !asked.includes(action))
  const hit = commandsThatNeed([...denials.map(({ action }) => action), ...unasked])
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
    const what = `${actions.join(', ')} on ${resource}, needed by ${commandsThatNeed(actions).join(', ')}`
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
