import {
  type AttributeValue,
  BatchGetItemCommand,
  type BatchGetItemCommandOutput,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb'
import * as E from 'fp-ts/Either'
import type * as T from 'fp-ts/Task'
import type * as TE from 'fp-ts/TaskEither'
import type { AwsFailure } from '../rotation/rotation-error.ts'
import { call } from './call.ts'
import { keyOf } from './ledger.ts'

type Item = Readonly<Record<string, AttributeValue>>

/** What reading many items at once needs. */
export type BatchTable = {
  readonly client: DynamoDBClient
  readonly table: string
  readonly wait: (milliseconds: number) => T.Task<void>
}

/**
 * Reads up to 100 items of a table at once; those that do not exist are absent. `names` are the attributes to fetch,
 * all of them unless given.
 *
 * Errors: `AwsFailure` of BatchGetItem, also when the table leaves keys unprocessed again and again.
 */
export const batchItems =
  ({ client, table, wait }: BatchTable) =>
  (
    ids: readonly string[],
    names: readonly string[] = [],
  ): TE.TaskEither<AwsFailure, readonly Item[]> =>
  async () => {
    const items: Item[] = []
    let keys: readonly ReturnType<typeof keyOf>[] = ids.map(keyOf)
    for (let attempt = 0; keys.length > 0; attempt++) {
      if (attempt === MAX_ATTEMPTS) return E.left(UNPROCESSED)
      if (attempt > 0) await wait(50 * 2 ** (attempt - 1))()
      const Keys = [...keys]
      const page: E.Either<AwsFailure, BatchGetItemCommandOutput> = await call('BatchGetItem', () =>
        client.send(
          new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ...projection(names) } } }),
        ),
      )()
      if (E.isLeft(page)) return page
      items.push(...(page.right.Responses?.[table] ?? []))
      keys = (page.right.UnprocessedKeys?.[table]?.Keys ?? []).flatMap(({ id }) =>
        id?.S === undefined ? [] : [keyOf(id.S)],
      )
    }
    return E.right(items)
  }

/** Every name is aliased, since several are reserved words. */
const projection = (names: readonly string[]) =>
  names.length === 0
    ? {}
    : {
        ProjectionExpression: names.map((name) => `#${name}`).join(', '),
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      }

const MAX_ATTEMPTS = 8

const UNPROCESSED: AwsFailure = {
  tag: 'AwsFailure',
  operation: 'BatchGetItem',
  code: 'UnprocessedKeys',
}
