import {
  BatchGetItemCommand,
  type BatchGetItemCommandOutput,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb'
import * as E from 'fp-ts/Either'
import type * as T from 'fp-ts/Task'
import { LedgerItem } from '../rotation/ledger-item.ts'
import type { AwsFailure } from '../rotation/rotation-error.ts'
import type { SweepEnv } from '../rotation/sweep.ts'
import { call } from './call.ts'
import { keyOf } from './ledger.ts'
import { readItem } from './ledger-attributes.ts'

/** What a sweep reads of an item: never the escrow, which is large and none of its business. */
const PROJECTION = Object.keys(LedgerItem.props).filter(
  (name) => !['escrow', 'salt', 'current', 'spent', 'message', 'restores'].includes(name),
)

/**
 * Reads the items of up to 100 secrets at once; an item that cannot be read counts as missing, so that Rotate
 * looks at it and says so.
 *
 * Errors: `AwsFailure` of BatchGetItem, also when the table leaves keys unprocessed again and again.
 */
export const ledgerItems =
  (
    client: DynamoDBClient,
    table: string,
    wait: (milliseconds: number) => T.Task<void>,
  ): SweepEnv['items'] =>
  (secretArns) =>
  async () => {
    const items = new Map<string, LedgerItem>()
    let keys: readonly ReturnType<typeof keyOf>[] = secretArns.map(keyOf)
    for (let attempt = 0; keys.length > 0; attempt++) {
      if (attempt === MAX_ATTEMPTS) return E.left(UNPROCESSED)
      if (attempt > 0) await wait(50 * 2 ** (attempt - 1))()
      const page: E.Either<AwsFailure, BatchGetItemCommandOutput> = await readPage(
        client,
        table,
        keys,
      )()
      if (E.isLeft(page)) return page
      for (const attributes of page.right.Responses?.[table] ?? []) {
        const item = readItem('BatchGetItem', attributes)
        if (E.isRight(item)) items.set(item.right.id, item.right)
      }
      keys = (page.right.UnprocessedKeys?.[table]?.Keys ?? []).flatMap(({ id }) =>
        id?.S === undefined ? [] : [keyOf(id.S)],
      )
    }
    return E.right(items)
  }

const readPage = (
  client: DynamoDBClient,
  table: string,
  keys: readonly ReturnType<typeof keyOf>[],
) =>
  call('BatchGetItem', () =>
    client.send(
      new BatchGetItemCommand({
        RequestItems: {
          [table]: {
            Keys: [...keys],
            ProjectionExpression: PROJECTION.map((name) => `#${name}`).join(', '),
            ExpressionAttributeNames: Object.fromEntries(
              PROJECTION.map((name) => [`#${name}`, name]),
            ),
          },
        },
      }),
    ),
  )

const MAX_ATTEMPTS = 8

const UNPROCESSED: AwsFailure = {
  tag: 'AwsFailure',
  operation: 'BatchGetItem',
  code: 'UnprocessedKeys',
}
