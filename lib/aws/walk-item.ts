import { type AttributeValue, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { decode } from '../codec/decode.ts'
import type { SweepEnv } from '../rotation/sweep-env.ts'
import { type KeptWalk, Walk } from '../rotation/walk.ts'
import { fromAttributes, toAttributes } from './attribute-value.ts'
import type { BatchTable } from './batch-items.ts'
import { call } from './call.ts'
import { isRefused, keyOf } from './ledger.ts'
import { WALK_ITEM_ID } from './walk-item-id.ts'

/**
 * The walk in the ledger's table, one item beside those of the secrets. Its date is its revision.
 *
 * Shape: what cannot be read, such as an item of another release, counts as absent, and is replaced.
 */
export const walkItem = ({
  client,
  table,
}: Pick<BatchTable, 'client' | 'table'>): SweepEnv['walk'] => ({
  read: pipe(
    call('GetItem', () =>
      client.send(
        new GetItemCommand({ TableName: table, Key: keyOf(WALK_ITEM_ID), ConsistentRead: true }),
      ),
    ),
    TE.map(({ Item = {} }) => keptWalk(Item)),
  ),

  save: (walk, revision) => {
    const fields = Walk.encode(walk)
    return pipe(
      call('PutItem', () =>
        client.send(
          new PutItemCommand({
            TableName: table,
            Item: toAttributes({ id: WALK_ITEM_ID, ...fields }),
            ConditionExpression:
              revision === undefined ? 'attribute_not_exists(#savedAt)' : '#savedAt = :revision',
            ExpressionAttributeNames: { '#savedAt': 'savedAt' },
            ...(revision === undefined
              ? {}
              : { ExpressionAttributeValues: { ':revision': { S: revision } } }),
          }),
        ),
      ),
      TE.map((): string | undefined => fields.savedAt),
      TE.orElse((failure) => (isRefused(failure) ? TE.right(undefined) : TE.left(failure))),
    )
  },
})

const keptWalk = ({ id, ...attributes }: Record<string, AttributeValue>): KeptWalk => {
  const walk = decode(Walk)(fromAttributes(attributes))
  return {
    revision: attributes.savedAt?.S,
    walk: E.isRight(walk) ? walk.right : undefined,
  }
}
