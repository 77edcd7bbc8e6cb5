import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { LedgerItem } from '../rotation/ledger-item.ts'
import type { SweepEnv } from '../rotation/sweep-env.ts'
import { type BatchTable, batchItems } from './batch-items.ts'
import { readItem } from './ledger-attributes.ts'

/** What a sweep reads of an item: never the escrow, which is large and none of its business. */
const PROJECTION = Object.keys(LedgerItem.props).filter(
  (name) => !['escrow', 'salt', 'current', 'spent', 'message', 'restores'].includes(name),
)

/**
 * Reads the items of up to 100 secrets at once; an item that cannot be read counts as missing, so that Rotate
 * looks at it and says so.
 *
 * Errors: `AwsFailure` of BatchGetItem.
 */
export const ledgerItems =
  (table: BatchTable): SweepEnv['items'] =>
  (secretArns) =>
    pipe(
      batchItems(table)(secretArns, PROJECTION),
      TE.map(
        (found) =>
          new Map(
            found.flatMap((attributes) => {
              const item = readItem('BatchGetItem', { ...attributes })
              return E.isRight(item) ? [[item.right.id, item.right] as const] : []
            }),
          ),
      ),
    )
