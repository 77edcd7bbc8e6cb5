import { Stack, Token, Validations } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'
import type { NetworkProps } from './network.ts'
import type { TokenRotation } from './token-rotation.ts'

/** A finding of a rule pack that stays, and why it may. */
type Acknowledgement = {
  readonly on: IConstruct
  readonly id: string
  readonly reason: string
}

/**
 * Tells cdk-nag's packs AwsSolutions and NIST 800-53 rev. 5 which of their findings stay, and why.
 *
 * Effect: metadata on constructs; the template does not change.
 */
export const acknowledgeFindings = (rotation: TokenRotation): void => {
  for (const { on, ...acknowledgement } of acknowledgements(rotation))
    Validations.of(on).acknowledge(acknowledgement)
}

const acknowledgements = (rotation: TokenRotation): readonly Acknowledgement[] => {
  const { sweep, rotate, nativeRotation, ledger, tagPrefix, network } = rotation
  const arn = arnIn(Stack.of(rotation))
  const functions = [sweep, rotate, nativeRotation]
  const refreshers = [rotate, nativeRotation]
  return [
    {
      on: sweep,
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: network
        ? 'IAM cannot narrow ListSecrets, nor the two describing actions that Lambda needs in a VPC. None of them reads a secret value, and the function itself is denied the latter.'
        : 'IAM cannot narrow ListSecrets. It reads no secret value.',
    },
    ...refreshers.flatMap((on) => [
      {
        on,
        id: `AwsSolutions-IAM5[Resource::${arn('secretsmanager', 'secret:*')}]`,
        reason:
          'Which secrets are refreshed is decided by a tag, after deployment. The condition on this tag narrows it, and no role may write tags.',
      },
      {
        on,
        id: `AwsSolutions-IAM5[Resource::${arn('secretsmanager', `secret:${tagPrefix}/clients/*`)}]`,
        reason:
          'OAuth clients are added after deployment, and the ARN of a secret ends in six random characters. The name is the permission.',
      },
      {
        on,
        id: `AwsSolutions-IAM5[Resource::${arn('kms', 'key/*')}]`,
        reason:
          'Which keys sign for OAuth clients is decided by a tag, after deployment. The condition on this tag narrows it to signing with those.',
      },
    ]),
    {
      on: rotation,
      id: 'NIST.800.53.R5-IAMNoInlinePolicy',
      reason:
        'Each policy belongs to one role and goes with it. As a managed policy it could be attached to others.',
    },
    ...functions.flatMap((on) => [
      {
        on,
        id: 'NIST.800.53.R5-CloudWatchLogGroupEncrypted',
        reason:
          'CloudWatch Logs encrypts every log group with a key of its own. No token or client secret is ever logged, so a key of the account would guard nothing more.',
      },
      {
        on,
        id: 'NIST.800.53.R5-LambdaConcurrency',
        reason:
          'A new account has a concurrency of 10 and refuses to reserve any of it. The event source holds Rotate at 20, and the schedule starts one sweep at a time.',
      },
    ]),
    {
      on: sweep,
      id: 'NIST.800.53.R5-LambdaDLQ',
      reason: 'A sweep that failed has nothing to keep: the next one looks at everything again.',
    },
    {
      on: rotate,
      id: 'NIST.800.53.R5-LambdaDLQ',
      reason:
        'Its messages come from a queue that has a dead-letter queue. One of the function would serve asynchronous calls, and nobody makes any.',
    },
    {
      on: nativeRotation,
      id: 'NIST.800.53.R5-LambdaDLQ',
      reason:
        'Secrets Manager repeats a rotation that failed, and the ledger keeps what was begun. A step that is played again from a dead letter would come too late.',
    },
    ...(network
      ? placedFindings({ functions, refreshers, network, arn })
      : unplacedFindings(functions)),
    {
      on: ledger,
      id: 'NIST.800.53.R5-DynamoDBInBackupPlan',
      reason:
        'Point-in-time recovery covers 35 days, deletion protection is on, and a lost ledger is built again from the secrets.',
    },
  ]
}

const placedFindings = ({
  functions,
  refreshers,
  network: { subnetIds, securityGroupIds = [] },
  arn,
}: {
  readonly functions: readonly IConstruct[]
  readonly refreshers: readonly IConstruct[]
  readonly network: NetworkProps
  readonly arn: ArnSpelling
}): readonly Acknowledgement[] => [
  ...refreshers.map((on) => ({
    on,
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason:
      'IAM cannot narrow the two describing actions that Lambda needs in a VPC. The function itself is denied them.',
  })),
  ...functions.flatMap((on) => [
    {
      on,
      id: `AwsSolutions-IAM5[Resource::${arn('ec2', 'network-interface/*')}]`,
      reason:
        'Lambda makes the network interface, so it has no id before. The function itself is denied these actions.',
    },
    ...[
      ...subnetIds.map((id) => `subnet/${id}`),
      ...securityGroupIds.map((id) => `security-group/${id}`),
    ].map((resource) => ({
      on,
      id: `AwsSolutions-IAM5[Resource::${arn('ec2', resource, '*')}]`,
      reason:
        'The id is one. The account is left open: subnets and groups may be shared by another.',
    })),
  ]),
]

const unplacedFindings = (functions: readonly IConstruct[]): readonly Acknowledgement[] =>
  functions.map((on) => ({
    on,
    id: 'NIST.800.53.R5-LambdaInsideVPC',
    reason:
      'They call public endpoints of AWS and of providers, and listen nowhere. A deployment that has to control egress puts them into a VPC with -c vpcId.',
  }))

type ArnSpelling = (service: string, resource: string, account?: string) => string

/** Spells an ARN of the stack's account and region as cdk-nag does in the ids of its findings. */
const arnIn = (stack: Stack): ArnSpelling => {
  const spelled = (value: string, name: string) =>
    Token.isUnresolved(value) ? `<AWS::${name}>` : value
  const partition = spelled(stack.partition, 'Partition')
  const region = spelled(stack.region, 'Region')
  const own = spelled(stack.account, 'AccountId')
  return (service, resource, account = own) =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`
}
