import { ListQueuesCommand, type ListQueuesCommandOutput } from '@aws-sdk/client-sqs'
import type { Command } from 'commander'
import { Option } from 'commander'
import * as E from 'fp-ts/Either'
import { call } from '../../aws/call.ts'
import type { AwsFailure } from '../../rotation/rotation-error.ts'
import type { Deployment } from './deployment.ts'
import { awsRefused, type Failure, inTrouble } from './fail.ts'

/** Where the queue of a deployment is to be found. Shape: without `queueUrl` it is looked for by the stack's name. */
export type QueueOptions = { readonly queueUrl?: string; readonly stack: string }

/** Lets a command say which queue leads to the deployment's functions. */
export const queueOptions = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--queue-url <url>',
        'the stack output QueueUrl (default: found by the stack)',
      ).env('TOKEN_ROTATION_QUEUE_URL'),
    )
    .option('--stack <name>', 'name of the deployed stack', 'TokenRotation')

/**
 * Finds the queue that leads to Rotate: what the operator says, else the only one that the stack made for that.
 *
 * Errors: exit code 1 when it is not one queue; 3 when AWS refuses.
 */
export const findQueue = async (
  { sqs, region }: Deployment,
  { queueUrl, stack }: QueueOptions,
): Promise<E.Either<Failure, string>> => {
  // a variable that is set to nothing is as good as none
  if (queueUrl !== undefined && queueUrl !== '') return E.right(queueUrl)
  const found: string[] = []
  let next: string | undefined
  do {
    const page: E.Either<AwsFailure, ListQueuesCommandOutput> = await call('ListQueues', () =>
      sqs.send(
        new ListQueuesCommand({
          // CloudFormation names what it makes stack-logicalId-random
          QueueNamePrefix: `${stack}-`,
          MaxResults: 1000,
          NextToken: next,
        }),
      ),
    )()
    if (E.isLeft(page)) return E.left(awsRefused('*')(page.left))
    found.push(...(page.right.QueueUrls ?? []).filter(isRefreshQueue))
    next = page.right.NextToken
  } while (next !== undefined)
  const [only, ...others] = found
  if (only !== undefined && others.length === 0) return E.right(only)
  const count = found.length === 0 ? 'no queue' : `${found.length} queues`
  return E.left(
    inTrouble(
      `${count} of a stack ${stack} in ${region}: give --stack, or --queue-url with the stack's output QueueUrl`,
    ),
  )
}

const isRefreshQueue = (url: string): boolean => {
  const name = url.slice(url.lastIndexOf('/') + 1)
  return name.includes('Queue') && !name.includes('DeadLetter')
}
