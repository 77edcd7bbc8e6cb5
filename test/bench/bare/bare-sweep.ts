import { BatchGetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SQSClient } from '@aws-sdk/client-sqs'
import { CLIENT_SETTINGS } from '../../../lib/aws/client-settings.ts'

// in the bundle for what they weigh: a sweep that finds nothing due does not use them
export { GetQueueAttributesCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs'

const secretsManager = new SecretsManagerClient(CLIENT_SETTINGS)
const dynamoDb = new DynamoDBClient(CLIENT_SETTINGS)
export const sqs = new SQSClient(CLIENT_SETTINGS)
const { LEDGER_TABLE = '', TAG_PREFIX = '' } = process.env

/** The calls of a sweep that finds nothing due, page by page, and nothing else. */
export const handler = async (): Promise<void> => {
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
