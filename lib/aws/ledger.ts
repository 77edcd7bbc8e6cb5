import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import type { Ledger } from '../rotation/rotate-env.ts'
import { call } from './call.ts'
import { readItem, updateOf } from './ledger-attributes.ts'

/** The ledger in a DynamoDB table: conditional writes give the lock that Secrets Manager does not have. */
export const dynamoDbLedger = (client: DynamoDBClient, table: string): Ledger => ({
  acquire: (secretArn, { holder, until, now }) => {
    const update = updateOf({ lease: { holder, until } })
    return pipe(
      call('UpdateItem', () =>
        client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: keyOf(secretArn),
            UpdateExpression: update.UpdateExpression,
            // ours already: the reply to an earlier try was lost
            ConditionExpression:
              'attribute_not_exists(#lease) OR #lease.#until <= :now OR #lease.#holder = :holder',
            ExpressionAttributeNames: {
              ...update.ExpressionAttributeNames,
              '#until': 'until',
              '#holder': 'holder',
            },
            ExpressionAttributeValues: {
              ...update.ExpressionAttributeValues,
              ':now': { S: now.toISOString() },
              ':holder': { S: holder },
            },
            ReturnValues: 'ALL_NEW',
          }),
        ),
      ),
      TE.flatMapEither(({ Attributes }) => readItem('UpdateItem', Attributes ?? {})),
      TE.orElseW((failure) => (isRefused(failure) ? TE.right(undefined) : TE.left(failure))),
    )
  },

  update: (secretArn, holder, changes) => {
    const update = updateOf(changes)
    return pipe(
      call('UpdateItem', () =>
        client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: keyOf(secretArn),
            UpdateExpression: update.UpdateExpression,
            ConditionExpression: '#lease.#holder = :holder',
            ExpressionAttributeNames: {
              ...update.ExpressionAttributeNames,
              '#lease': 'lease',
              '#holder': 'holder',
            },
            ExpressionAttributeValues: {
              ...update.ExpressionAttributeValues,
              ':holder': { S: holder },
            },
          }),
        ),
      ),
      TE.mapLeft((failure) => (isRefused(failure) ? { tag: 'LeaseLost' as const } : failure)),
      TE.asUnit,
    )
  },

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

/** The key of an item of the ledger. */
export const keyOf = (id: string) => ({ id: { S: id } })

/** Whether a write was refused by its own condition. */
export const isRefused = ({ code }: { readonly code: string }): boolean =>
  code === 'ConditionalCheckFailedException'
