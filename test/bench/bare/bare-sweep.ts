import { BatchGetItemCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { CLIENT_SETTINGS } from '../../../lib/aws/client-settings.ts'
import { WALK_ITEM_ID } from '../../../lib/aws/walk-item-id.ts'

// in the bundle for what they weigh: a sweep that finds nothing due, and is whole, does not use them
export { PutItemCommand } from '@aws-sdk/client-dynamodb'
export { SendMessageBatchCommand } from '@aws-sdk/client-sqs'

const secretsManager = new SecretsManagerClient(CLIENT_SETTINGS)
const dynamoDb = new DynamoDBClient(CLIENT_SETTINGS)
const sqs = new SQSClient(CLIENT_SETTINGS)
const { LEDGER_TABLE = '', TAG_PREFIX = '', QUEUE_URL = '' } = process.env

/**
 * The calls of a sweep that finds nothing due, and nothing else: how full the queue is and where the last walk stands, then
 * page by page.
 */
export const handler = async (): Promise<void> => {
  await Promise.all([
    sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: QUEUE_URL,
        AttributeNames: [
          'ApproximateNumberOfMessages',
          'ApproximateNumberOfMessagesNotVisible',
          'ApproximateNumberOfMessagesDelayed',
        ],
      }),
    ),
    dynamoDb.send(
      new GetItemCommand({
        TableName: LEDGER_TABLE,
        Key: { id: { S: WALK_ITEM_ID } },
        ConsistentRead: true,
      }),
    ),
  ])
  let next: string | undefined
  do {
    const page = await secretsManager.send(
      new ListSecretsCommand({
        MaxResults: 100,
        Filters: [{ Key: 'tag-key', Values: [`${TAG_PREFIX}:provider`] }],
        ...(next === undefined ? {} : { NextToken: next }),
      }),
    )
    const secrets = page.SecretList ?? []
    await read(
      secrets.map(({ ARN = '' }) => ARN),
      ATTRIBUTES,
    )
    const providers = secrets.flatMap(({ Tags = [] }) =>
      Tags.filter(({ Key }) => Key === `${TAG_PREFIX}:provider`).map(({ Value = '' }) => Value),
    )
    await read([...new Set(providers)].map((provider) => `provider#${provider}`))
    next = page.NextToken
  } while (next !== undefined)
}

const read = async (ids: readonly string[], names: readonly string[] = []): Promise<void> => {
  const projection = {
    ProjectionExpression: names.map((name) => `#${name}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
  }
  const Keys = ids.map((id) => ({ id: { S: id } }))
  await dynamoDb.send(
    new BatchGetItemCommand({
      RequestItems: { [LEDGER_TABLE]: { Keys, ...(names.length === 0 ? {} : projection) } },
    }),
  )
}

/** What Sweep reads of an item. */
const ATTRIBUTES = [
  'id',
  'name',
  'provider',
  'format',
  'policy',
  'status',
  'version',
  'base',
  'newest',
  'nextAt',
  'expiresAt',
  'grantEndsAt',
  'consentEndsAt',
  'forecast',
  'refreshedAt',
  'failures',
  'error',
  'outageAt',
  'lease',
  'intent',
  'escrowedAt',
  'writes',
  'layout',
]
