import type { StackResourceSummary } from '@aws-sdk/client-cloudformation'
import * as E from 'fp-ts/Either'
import { call } from '../../../aws/call.ts'
import { type PartId, STACK_PARTS } from '../../../aws/stack-parts.ts'
import type { AwsFailure } from '../../../rotation/rotation-error.ts'
import type { Deployment } from '../deployment.ts'
import { awsRefused, type Failure, inTrouble } from '../fail.ts'
import { withSideClient } from './side-client.ts'

/** A resource of a stack. Shape: `id` is its logical id; `name` its physical one, which may be missing while it is made. */
export type StackPart = {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly status: string
}

/** A stack as CloudFormation knows it. Shape: `parts` are without those that were deleted, and may be refused on their own. */
export type StackView = {
  readonly name: string
  readonly status: string
  readonly parts: E.Either<Failure, readonly StackPart[]>
}

/**
 * Reads a stack and what it is made of.
 *
 * Errors: exit code 1 when there is none of this name; 3 when AWS refuses.
 */
export const readStack = (
  deployment: Deployment,
  name: string,
): Promise<E.Either<Failure, StackView>> =>
  withSideClient(
    deployment,
    async (settings) => {
      const { CloudFormation } = await import('@aws-sdk/client-cloudformation')
      return new CloudFormation(settings)
    },
    async (client) => {
      const described = await call('DescribeStacks', () =>
        client.describeStacks({ StackName: name }),
      )()
      if (E.isLeft(described)) return E.left(noAnswer(described.left, name, deployment))
      const [stack] = described.right.Stacks ?? []
      if (stack?.StackStatus === undefined) return E.left(noStack(name, deployment))
      const parts: StackPart[] = []
      let next: string | undefined
      do {
        const NextToken: string | undefined = next
        const page = await call('ListStackResources', () =>
          client.listStackResources({ StackName: name, NextToken }),
        )()
        if (E.isLeft(page)) {
          const parts = E.left(awsRefused(`stack ${name}`)(page.left))
          return E.right({ name, status: stack.StackStatus, parts })
        }
        parts.push(...(page.right.StackResourceSummaries ?? []).flatMap(stackPart))
        next = page.right.NextToken
      } while (next !== undefined)
      return E.right({ name, status: stack.StackStatus, parts: E.right(parts) })
    },
  )

const noAnswer = (failure: AwsFailure, name: string, deployment: Deployment): Failure =>
  // a stack that is not there and a name that no stack can have are one error
  failure.code === 'ValidationError'
    ? noStack(name, deployment)
    : awsRefused(`stack ${name}`)(failure)

const noStack = (name: string, { region }: Deployment): Failure =>
  inTrouble(`no stack ${name} in ${region}`)

const stackPart = (summary: StackResourceSummary): readonly StackPart[] =>
  summary.ResourceStatus === 'DELETE_COMPLETE'
    ? []
    : [
        {
          id: summary.LogicalResourceId ?? '',
          name: summary.PhysicalResourceId ?? '',
          type: summary.ResourceType ?? '',
          status: summary.ResourceStatus ?? '',
        },
      ]

/** The construct ids of a whole deployment. */
export const PART_IDS: readonly PartId[] = STACK_PARTS.map(([id]) => id)

const TYPES: ReadonlyMap<PartId, string> = new Map(STACK_PARTS)

/** The resources of a construct id: more than one where the stack holds several deployments. */
export const partsNamed = (parts: readonly StackPart[], id: PartId): readonly StackPart[] =>
  parts.filter((part) => {
    // a logical id is the path of construct ids and eight digits of a hash
    const path = part.id.replace(/[0-9A-F]{8}$/, '')
    const isOther = id === 'Queue' && path.endsWith('DeadLetterQueue')
    return part.type === TYPES.get(id) && path.endsWith(id) && !isOther
  })
