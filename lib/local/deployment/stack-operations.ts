import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { type PartId, STACK_PARTS } from '../../aws/stack-parts.ts'
import { awsError } from '../gateway/aws-error.ts'
import { type Operations, operation } from '../gateway/operation.ts'
import type { LocalDeploymentSettings } from './local-deployment.ts'

/** The name that the stack has unless it is told another. */
const STACK_NAME = 'TokenRotation'

/** The name of the stack's schedule. */
export const SCHEDULE_NAME = `${STACK_NAME}-Schedule`

const TYPES: ReadonlyMap<string, string> = new Map(STACK_PARTS)

/** What is in the account, by the construct ids of the stack: physical ids. The schedule's is its name. */
export type LocalParts = Readonly<Record<Exclude<PartId, 'Schedule'>, string>>

/**
 * A CloudFormation that knows one stack, which holds what the account is made of.
 *
 * Errors: `ValidationError` for another stack.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 */
export const stackOperations = ({
  region,
  accountId,
  createdAt,
  parts,
}: LocalDeploymentSettings): Operations => {
  const StackId = `arn:aws:cloudformation:${region}:${accountId}:stack/${STACK_NAME}/local`
  const since = createdAt.toISOString()
  const isOurs = E.fromPredicate(
    (name: string) => name === STACK_NAME || name === StackId,
    (name) => awsError('ValidationError', `Stack with id ${name} does not exist`),
  )
  return {
    DescribeStacks: operation(t.partial({ StackName: t.string }), ({ StackName = STACK_NAME }) =>
      E.map(() => ({
        Stacks: [
          { StackId, StackName: STACK_NAME, CreationTime: since, StackStatus: 'CREATE_COMPLETE' },
        ],
      }))(isOurs(StackName)),
    ),
    ListStackResources: operation(t.type({ StackName: t.string }), ({ StackName }) =>
      E.map(() => ({
        StackResourceSummaries: Object.entries({ ...parts(), Schedule: SCHEDULE_NAME }).map(
          ([LogicalResourceId, PhysicalResourceId]) => ({
            LogicalResourceId,
            PhysicalResourceId,
            ResourceType: TYPES.get(LogicalResourceId),
            LastUpdatedTimestamp: since,
            ResourceStatus: 'CREATE_COMPLETE',
          }),
        ),
      }))(isOurs(StackName)),
    ),
  }
}
