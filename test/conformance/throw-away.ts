import { setTimeout as pause } from 'node:timers/promises'
import { DeleteTableCommand, waitUntilTableNotExists } from '@aws-sdk/client-dynamodb'
import { DeleteEventBusCommand } from '@aws-sdk/client-eventbridge'
import { DeleteSecretCommand } from '@aws-sdk/client-secrets-manager'
import { DeleteQueueCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs'
import type { AwsClients } from './aws-clients.ts'
import { inParallel } from './in-parallel.ts'
import { errorName } from './outcome.ts'

/** Something that a check creates in an account and has to take away again. */
export type Resource = {
  readonly kind: 'secret' | 'queue' | 'table' | 'event bus'
  readonly name: string
}

/** A resource that could not be deleted, and the name of the error that says why. */
export type Leftover = Resource & { readonly error: string }

/**
 * The list of what has to be deleted at the end.
 *
 * Shape: `willCreate` is told before the call that creates, so that a crash or a lost answer leaves nothing
 * unlisted; once `removeAll` has begun it throws. `removeAll` gives what it could not delete.
 */
export type ThrowAway = {
  readonly willCreate: (resource: Resource) => void
  readonly removeAll: () => Promise<readonly Leftover[]>
}

/** Starts an empty list; what is on it is deleted through `clients`. */
export const throwAway = (
  clients: AwsClients,
  { retryMilliseconds = 2000 }: { readonly retryMilliseconds?: number } = {},
): ThrowAway => {
  const resources: Resource[] = []
  let isClosing = false
  return {
    willCreate: (resource) => {
      if (isClosing) throw new Error('expected no new resource while deleting')
      resources.push(resource)
    },
    removeAll: async () => {
      isClosing = true
      const removed = await inParallel(5, resources, async (resource) => ({
        ...resource,
        error: await remove(clients, resource, retryMilliseconds),
      }))
      return removed.flatMap(({ error, ...resource }) =>
        error === undefined ? [] : [{ ...resource, error }],
      )
    },
  }
}

const remove = async (
  clients: AwsClients,
  resource: Resource,
  retryMilliseconds: number,
): Promise<string | undefined> => {
  for (let tries = 1; ; tries++) {
    const error = await REMOVAL[resource.kind](clients, resource.name).then(
      () => undefined,
      errorName,
    )
    if (error === undefined || IS_GONE.includes(error)) return undefined
    // a table cannot be deleted while it is being created
    if (error !== 'ResourceInUseException' || tries === MAX_TRIES) return error
    await pause(retryMilliseconds)
  }
}

const REMOVAL: Record<Resource['kind'], (clients: AwsClients, name: string) => Promise<unknown>> = {
  secret: ({ secrets }, SecretId) =>
    secrets.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true })),
  queue: async ({ sqs }, QueueName) => {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }))
    await sqs.send(new DeleteQueueCommand({ QueueUrl }))
  },
  table: async ({ dynamo }, TableName) => {
    await dynamo.send(new DeleteTableCommand({ TableName }))
    await waitUntilTableNotExists(
      { client: dynamo, minDelay: 1, maxDelay: 5, maxWaitTime: 300 },
      { TableName },
    )
  },
  'event bus': ({ events }, Name) => events.send(new DeleteEventBusCommand({ Name })),
}

const IS_GONE = [
  'ResourceNotFoundException',
  'QueueDoesNotExist',
  'AWS.SimpleQueueService.NonExistentQueue',
  // an emulator that cannot delete it could not create it either
  'UnknownOperationException',
]

const MAX_TRIES = 30
