import { setTimeout as pause } from 'node:timers/promises'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { dynamoDbLedger } from '../../aws/ledger.ts'
import { isLeased, type LedgerItem } from '../../rotation/ledger-item.ts'
import type { Deployment } from './deployment.ts'
import { awsRefused, type Failure } from './fail.ts'

/** Reads what the ledger remembers of a secret, as it is now. Errors: exit code 3 when AWS refuses. */
export const ledgerItem = (
  { dynamoDb, ledgerTable }: Deployment,
  secretArn: string,
): TE.TaskEither<Failure, LedgerItem | undefined> =>
  pipe(
    dynamoDbLedger(dynamoDb, ledgerTable).read(secretArn),
    TE.mapLeft(awsRefused(`table ${ledgerTable}`)),
  )

/** How long a command watches. Shape: `onBusy` is told once when somebody is at the secret. */
export type Watch = {
  readonly seconds: number
  readonly interrupted: AbortSignal
  readonly onBusy: () => void
}

/**
 * Watches the ledger until somebody looked at a credential, and gives the item as it is then.
 *
 * Shape: `before` is the item before the look was asked for; `undefined`: nothing happened in the time, or Ctrl-C came.
 * Errors: exit code 3 when AWS refuses.
 */
export const followCredential = async (
  deployment: Deployment,
  secretArn: string,
  before: LedgerItem | undefined,
  { seconds, interrupted, onBusy }: Watch,
): Promise<E.Either<Failure, LedgerItem | undefined>> => {
  const patience = AbortSignal.timeout(seconds * 1000)
  const over = AbortSignal.any([patience, interrupted])
  let wasBusy = false
  for (;;) {
    const read = await ledgerItem(deployment, secretArn)()
    if (E.isLeft(read)) return read
    const item = read.right
    const isBusy = item !== undefined && isLeased(item, deployment.now())
    if (isBusy && !wasBusy) onBusy()
    wasBusy ||= isBusy
    if (item !== undefined && !isBusy && traceOf(item) !== traceOf(before)) return E.right(item)
    if (over.aborted) return E.right(undefined)
    await pause(LOOK_EVERY_MILLISECONDS, undefined, { signal: over }).catch(() => undefined)
  }
}

const LOOK_EVERY_MILLISECONDS = 1000

/** What every look at a credential that comes to something writes one of. */
export const traceOf = (item: LedgerItem | undefined): string =>
  JSON.stringify([
    item?.status,
    item?.version,
    item?.policy,
    item?.refreshedAt,
    item?.nextAt,
    item?.failures,
    item?.error,
    item?.message,
  ])
