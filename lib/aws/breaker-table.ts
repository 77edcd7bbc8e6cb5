import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import type { BreakerTable } from '../rotation/circuit-breaker.ts'
import { call } from './call.ts'
import { isRefused, keyOf } from './ledger.ts'

/**
 * The circuit breakers' states in the ledger's table.
 *
 * Shape: item `provider#<id>` with `outages` (in a row) and `openUntil` (ISO 8601 UTC).
 */
export const breakerTable = (client: DynamoDBClient, table: string): BreakerTable => {
  const key = (provider: string) => ({ TableName: table, Key: keyOf(`provider#${provider}`) })
  return {
    read: (provider) =>
      pipe(
        call('GetItem', () =>
          client.send(new GetItemCommand({ ...key(provider), ConsistentRead: true })),
        ),
        TE.map(({ Item }) => ({
          outages: Number(Item?.outages?.N ?? 0),
          openUntil: Item?.openUntil?.S === undefined ? undefined : new Date(Item.openUntil.S),
        })),
      ),

    countOutage: (provider) =>
      pipe(
        call('UpdateItem', () =>
          client.send(
            new UpdateItemCommand({
              ...key(provider),
              UpdateExpression: 'ADD #outages :one',
              ExpressionAttributeNames: { '#outages': 'outages' },
              ExpressionAttributeValues: { ':one': { N: '1' } },
              ReturnValues: 'UPDATED_NEW',
            }),
          ),
        ),
        TE.map(({ Attributes }) => Number(Attributes?.outages?.N ?? 0)),
      ),

    open: (provider, until, seen) =>
      pipe(
        call('UpdateItem', () =>
          client.send(
            new UpdateItemCommand({
              ...key(provider),
              UpdateExpression: 'SET #openUntil = :until',
              ConditionExpression:
                seen === undefined ? 'attribute_not_exists(#openUntil)' : '#openUntil = :seen',
              ExpressionAttributeNames: { '#openUntil': 'openUntil' },
              ExpressionAttributeValues: {
                ':until': { S: until.toISOString() },
                ...(seen === undefined ? {} : { ':seen': { S: seen.toISOString() } }),
              },
            }),
          ),
        ),
        trueUnlessRefused,
      ),

    close: (provider) =>
      pipe(
        call('UpdateItem', () =>
          client.send(
            new UpdateItemCommand({
              ...key(provider),
              UpdateExpression: 'REMOVE #outages, #openUntil',
              ExpressionAttributeNames: { '#outages': 'outages', '#openUntil': 'openUntil' },
              ReturnValues: 'UPDATED_OLD',
            }),
          ),
        ),
        TE.map(({ Attributes }) => Attributes?.openUntil !== undefined),
      ),
  }
}

const trueUnlessRefused = <A>(answer: ReturnType<typeof call<A>>) =>
  pipe(
    answer,
    TE.map(() => true),
    TE.orElse((failure) => (isRefused(failure) ? TE.right(false) : TE.left(failure))),
  )
