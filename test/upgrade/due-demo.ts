import { type AttributeValue, DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { LocalAccount } from '../../lib/local/account.ts'
import { movableClock } from '../../lib/local/account-clock.ts'
import { secretNamed, startDemo } from '../main-job/demo.ts'

/** A credential of the demo that is due when the time is moved. */
export const NAME = 'acme-crm/sales'

/**
 * The demo, swept once.
 *
 * Shape: `advance` makes its two CRM credentials due again; `set` writes attributes into the item of one, and `receive`
 * lets a message be worked off, as another build may have left them.
 */
export const startDueDemo = async () => {
  const clock = movableClock()
  const demo = await startDemo({ clock })
  await demo.sweep()
  const { refreshes } = demo.account.authorizationServer
  const first = refreshes()
  return {
    ...demo,
    advance: () => clock.advance(52 * 60),
    refreshedSince: () => refreshes() - first,
    set: (attributes: Readonly<Record<string, AttributeValue>>) =>
      setAttributes(demo.account, attributes),
    receive: (message: object) => receive(demo.account, message),
  }
}

const setAttributes = async (
  account: LocalAccount,
  attributes: Readonly<Record<string, AttributeValue>>,
): Promise<void> => {
  const client = new DynamoDBClient(account.access)
  const names = Object.keys(attributes)
  await client.send(
    new UpdateItemCommand({
      TableName: account.ledgerTable,
      Key: { id: { S: secretNamed(account, NAME).arn } },
      UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [`:${name}`, value]),
      ),
    }),
  )
  client.destroy()
}

const receive = async (account: LocalAccount, message: object): Promise<void> => {
  const sqs = new SQSClient(account.access)
  const MessageBody = JSON.stringify(message)
  await sqs.send(new SendMessageCommand({ QueueUrl: account.queueUrl, MessageBody }))
  sqs.destroy()
  await account.settled()
}
