import {
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import type { ProviderTable } from '../rotation/provider-state.ts'
import type { AwsFailure } from '../rotation/rotation-error.ts'
import { call } from './call.ts'
import { isRefused, keyOf } from './ledger.ts'
import {
  providerItemId,
  readProviderState,
  rejectionName,
  rejectionsIn,
} from './provider-attributes.ts'

/** The providers' states in the ledger's table, one item `provider#<id>` each; see `readProviderState`. */
export const providerTable = (client: DynamoDBClient, table: string): ProviderTable => {
  const key = (provider: string) => ({ TableName: table, Key: keyOf(providerItemId(provider)) })
  const update = (
    provider: string,
    input: Omit<UpdateItemCommandInput, 'TableName' | 'Key' | 'ReturnValues'>,
    ReturnValues: 'ALL_OLD' | 'ALL_NEW' | 'NONE',
  ) =>
    pipe(
      call('UpdateItem', () =>
        client.send(new UpdateItemCommand({ ...key(provider), ...input, ReturnValues })),
      ),
      TE.map(({ Attributes = {} }) => Attributes),
    )

  return {
    read: (provider) =>
      pipe(
        call('GetItem', () =>
          client.send(new GetItemCommand({ ...key(provider), ConsistentRead: true })),
        ),
        TE.map(({ Item = {} }) => readProviderState(Item)),
      ),

    countOutage: (provider) =>
      pipe(
        update(
          provider,
          {
            UpdateExpression: 'ADD #outages :one',
            ExpressionAttributeNames: { '#outages': 'outages' },
            ExpressionAttributeValues: { ':one': { N: '1' } },
          },
          'ALL_NEW',
        ),
        TE.map(readProviderState),
      ),

    open: (provider, until, seen) =>
      trueUnlessRefused(
        update(
          provider,
          {
            UpdateExpression: 'SET #openUntil = :until',
            ConditionExpression:
              seen === undefined ? 'attribute_not_exists(#openUntil)' : '#openUntil = :seen',
            ExpressionAttributeNames: { '#openUntil': 'openUntil' },
            ExpressionAttributeValues: {
              ':until': { S: until.toISOString() },
              ...(seen === undefined ? {} : { ':seen': { S: seen.toISOString() } }),
            },
          },
          'NONE',
        ),
      ),

    close: (provider, at) =>
      pipe(
        trueUnlessRefused(
          update(
            provider,
            {
              UpdateExpression: 'SET #recoveredAt = :at REMOVE #outages, #openUntil',
              ConditionExpression: 'attribute_exists(#openUntil)',
              ExpressionAttributeNames: {
                '#recoveredAt': 'recoveredAt',
                '#outages': 'outages',
                '#openUntil': 'openUntil',
              },
              ExpressionAttributeValues: { ':at': { S: at.toISOString() } },
            },
            'NONE',
          ),
        ),
        TE.tap((wasOpen) =>
          wasOpen
            ? TE.right({})
            : update(
                provider,
                {
                  UpdateExpression: 'REMOVE #outages',
                  ExpressionAttributeNames: { '#outages': 'outages' },
                },
                'NONE',
              ),
        ),
      ),

    addRejection: (provider, rejected, at, forgotten) =>
      pipe(
        update(
          provider,
          {
            UpdateExpression: [
              'SET #rejected = :at',
              ...(forgotten.length === 0
                ? []
                : [`REMOVE ${forgotten.map((_, i) => `#over${i}`).join(', ')}`]),
            ].join(' '),
            ExpressionAttributeNames: {
              '#rejected': rejectionName(rejected),
              ...Object.fromEntries(forgotten.map((over, i) => [`#over${i}`, rejectionName(over)])),
            },
            ExpressionAttributeValues: { ':at': { S: at.toISOString() } },
          },
          'ALL_OLD',
        ),
        TE.map(rejectionsIn),
      ),

    removeRejection: (provider, rejected) =>
      pipe(
        update(
          provider,
          {
            UpdateExpression: 'REMOVE #rejected',
            ExpressionAttributeNames: { '#rejected': rejectionName(rejected) },
          },
          'ALL_OLD',
        ),
        TE.map(rejectionsIn),
      ),
  }
}

const trueUnlessRefused = <A>(
  answer: TE.TaskEither<AwsFailure, A>,
): TE.TaskEither<AwsFailure, boolean> =>
  pipe(
    answer,
    TE.map(() => true),
    TE.orElse((failure) => (isRefused(failure) ? TE.right(false) : TE.left(failure))),
  )
