import { setTimeout } from 'node:timers/promises'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { batchItems } from '../../aws/batch-items.ts'
import { readItem } from '../../aws/ledger-attributes.ts'
import { providerItems } from '../../aws/provider-items.ts'
import { LedgerItem } from '../../rotation/ledger-item.ts'
import type { ProviderState } from '../../rotation/provider-state.ts'
import type { Deployment } from './deployment.ts'
import { awsRefused, type Failure } from './fail.ts'

/** What an operator may see of an item: nothing that is sealed, and no fingerprint of a token. */
const VISIBLE = Object.keys(LedgerItem.props).filter(
  (name) => !['escrow', 'salt', 'current', 'spent'].includes(name),
)

/**
 * Reads the ledger's items of up to 100 secrets at once; a secret of which nothing is known is absent.
 *
 * Errors: exit code 3; `unreadable` is given where an item has a layout of another version.
 */
export const ledgerView =
  (deployment: Deployment) =>
  (
    secretArns: readonly string[],
  ): TE.TaskEither<Failure, ReadonlyMap<string, LedgerItem | 'unreadable'>> =>
    pipe(
      batchItems(tableOf(deployment))(secretArns, VISIBLE),
      TE.bimap(
        awsRefused(`table/${deployment.ledgerTable}`),
        (found) =>
          new Map(
            found.map((attributes) => {
              const item = readItem('BatchGetItem', { ...attributes })
              return [attributes.id?.S ?? '', E.isRight(item) ? item.right : 'unreadable'] as const
            }),
          ),
      ),
    )

/** Reads what the ledger knows of up to 100 providers; one that never was in trouble is absent. Errors: exit code 3. */
export const providerView =
  (deployment: Deployment) =>
  (ids: readonly string[]): TE.TaskEither<Failure, ReadonlyMap<string, ProviderState>> =>
    pipe(
      providerItems(tableOf(deployment))(ids),
      TE.mapLeft(awsRefused(`table/${deployment.ledgerTable}`)),
    )

const tableOf = ({ dynamoDb, ledgerTable }: Deployment) => ({
  client: dynamoDb,
  table: ledgerTable,
  wait: (milliseconds: number) => () => setTimeout(milliseconds),
})
