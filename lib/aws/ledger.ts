import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import type { LedgerChanges } from '../rotation/ledger-item.ts'
import type { Ledger } from '../rotation/rotate-env.ts'
import { call } from './call.ts'
import { readItem, updateOf } from './ledger-attributes.ts'

/** The ledger in a DynamoDB table: conditional writes give the lock that Secrets Manager does not have. */
export const dynamoDbLedger = (client: DynamoDBClient, table: string): Ledger => ({
  acquire: (secretArn, { holder, until, now }) =>
    pipe(
      updateIf(client, table)(
        secretArn,
        { lease: { holder, until } },
        {
          // ours already: the reply to an earlier try was lost
          condition:
            'attribute_not_exists(#lease) OR #lease.#until <= :now OR #lease.#holder = :holder',
          names: { '#lease': 'lease', '#until': 'until', '#holder': 'holder' },
          values: { ':now': { S: now.toISOString() }, ':holder': { S: holder } },
        },
      ),
      TE.flatMapEither(({ Attributes }) => readItem('UpdateItem', Attributes ?? {})),
      TE.orElseW((failure) => (isRefused(failure) ? TE.right(undefined) : TE.left(failure))),
    ),

  update: (secretArn, holder, changes) =>
    pipe(
      updateIf(client, table)(secretArn, changes, {
        condition: '#lease.#holder = :holder',
        names: { '#lease': 'lease', '#holder': 'holder' },
        values: { ':holder': { S: holder } },
      }),
      TE.mapLeft((failure) => (isRefused(failure) ? { tag: 'LeaseLost' as const } : failure)),
      TE.asUnit,
    ),

  read: (secretArn) =>
    pipe(
      call('GetItem', () =>
        client.send(
          new GetItemCommand({ TableName: table, Key: keyOf(secretArn), ConsistentRead: true }),
        ),
      ),
      TE.flatMapEither(({ Item }) =>
        Item === undefined ? E.right(undefined) : readItem('GetItem', Item),
      ),
    ),
})

type Condition = {
  readonly condition: string
  readonly names: Readonly<Record<string, string>>
  readonly values: Readonly<Record<string, AttributeValue>>
}

/** Changes an item under a condition, and gives the whole item as it is then. */
const updateIf =
  (client: DynamoDBClient, table: string) =>
  (secretArn: string, changes: LedgerChanges, { condition, names, values }: Condition) => {
    const update = updateOf(changes)
    return call('UpdateItem', () =>
      client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: keyOf(secretArn),
          UpdateExpression: update.UpdateExpression,
          ConditionExpression: condition,
          ExpressionAttributeNames: { ...update.ExpressionAttributeNames, ...names },
          ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ...values },
          ReturnValues: 'ALL_NEW',
        }),
      ),
    )
  }

/** The key of an item of the ledger. */
export const keyOf = (id: string) => ({ id: { S: id } })

/** Whether a write was refused by its own condition. */
export const isRefused = ({ code }: { readonly code: string }): boolean =>
  code === 'ConditionalCheckFailedException'
