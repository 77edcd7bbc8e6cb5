import * as E from 'fp-ts/Either'
import type { ListedSecret } from '../../../rotation/listed-secret.ts'
import type { Deployment } from '../deployment.ts'
import { tagContext } from './command-needs.ts'
import { type Finding, notSeen } from './finding.ts'
import { simulate } from './simulation.ts'
import type { StackPart } from './stack-view.ts'

/** What one refresh does to its secret. */
const ACTIONS = [
  'secretsmanager:DescribeSecret',
  'secretsmanager:GetSecretValue',
  'secretsmanager:PutSecretValue',
  'secretsmanager:UpdateSecretVersionStage',
]

/** Whether the role of Rotate may refresh a credential: a boundary or the organization may forbid what the stack allows. */
export const roleFindings = async (
  deployment: Deployment,
  { arn, tags }: ListedSecret,
  parts: readonly StackPart[],
): Promise<readonly Finding[]> => {
  const role = parts.find(({ type, id }) => type === 'AWS::IAM::Role' && ROLE.test(id))
  if (role === undefined) return []
  const [, partition, , , account] = arn.split(':')
  const principal = `arn:${partition}:iam::${account}:role/${role.name}`
  const about = 'permissions'
  const wish = { actions: ACTIONS, resource: arn, context: tagContext(tags) }
  const denials = await simulate(deployment, principal, [wish])
  if (E.isLeft(denials))
    return [
      notSeen(
        about,
        denials.left,
        `aws iam simulate-principal-policy --policy-source-arn ${principal} --resource-arns ${arn} --action-names ${ACTIONS.join(' ')}`,
      ),
    ]
  if (denials.right.length === 0)
    return [{ level: 'ok', about, text: 'Rotate may refresh credentials, as IAM simulates it' }]
  const isCertain = denials.right.some(({ missing }) => missing.length === 0)
  return [
    {
      // a policy of the secret itself may allow it all the same
      level: isCertain ? 'warning' : 'hint',
      about,
      text: `IAM ${isCertain ? 'does not allow' : 'allows only under conditions'} that Rotate uses ${denials.right.map(({ action }) => action).join(', ')} on ${arn}`,
      remedy: `look for what the stack did not write: policies and boundary of ${role.name}, and the organization's`,
    },
  ]
}

/** CloudFormation puts the construct ids into a logical id. */
const ROLE = /RotateRole[0-9A-F]{8}$/
