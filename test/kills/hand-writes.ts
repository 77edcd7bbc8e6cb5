import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { LOCAL_AWS } from '../../lib/local/account.ts'

/** The last number that each store said it had kept. */
export type Acknowledged = {
  readonly secret: number
  readonly item: number
  readonly messages: number
}

export const NOTHING_WRITTEN: Acknowledged = { secret: 0, item: 0, messages: 0 }

const SECRET = 'written/by-hand'
const TABLE = 'token-rotation'
/** Nobody receives from it. */
const QUEUE = 'token-rotation-dead-letters'

/** Somebody who writes ever larger numbers into a local account's stores, one write after the other. */
export const handWriter = (endpoint: string) => {
  const settings = { endpoint, ...LOCAL_AWS, maxAttempts: 1 }
  const secrets = new SecretsManagerClient(settings)
  const table = new DynamoDBClient(settings)
  const sqs = new SQSClient(settings)
  const QueueUrl = `${endpoint}/000000000000/${QUEUE}`
  const id = { S: SECRET }

  const write = {
    secret: async (n: number) => {
      const SecretString = String(n)
      await (n === 1
        ? secrets.send(new CreateSecretCommand({ Name: SECRET, SecretString }))
        : secrets.send(new PutSecretValueCommand({ SecretId: SECRET, SecretString })))
    },
    item: async (n: number) => {
      await table.send(new PutItemCommand({ TableName: TABLE, Item: { id, n: { N: String(n) } } }))
    },
    messages: async (n: number) => {
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: String(n) }))
    },
  }

  return {
    /** Writes until the account is gone, and gives what it acknowledged until then. */
    writeUntilGone: async (from: Acknowledged): Promise<Acknowledged> => {
      const acknowledged = { ...from }
      for (;;)
        for (const store of ['secret', 'item', 'messages'] as const) {
          const next = acknowledged[store] + 1
          const isKept = await write[store](next).then(
            () => true,
            () => false,
          )
          if (!isKept) return acknowledged
          acknowledged[store] = next
        }
    },
    /** What the stores hold now. */
    read: async (): Promise<Acknowledged> => {
      const secret = await secrets.send(new GetSecretValueCommand({ SecretId: SECRET })).then(
        ({ SecretString }) => Number(SecretString),
        () => 0,
      )
      const { Item } = await table.send(new GetItemCommand({ TableName: TABLE, Key: { id } }))
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({
          QueueUrl,
          AttributeNames: ['ApproximateNumberOfMessages'],
        }),
      )
      return {
        secret,
        item: Number(Item?.n?.N ?? 0),
        messages: Number(Attributes?.ApproximateNumberOfMessages),
      }
    },
    stop: () => {
      for (const client of [secrets, table, sqs]) client.destroy()
    },
  }
}
