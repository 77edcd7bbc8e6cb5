import { randomUUID } from 'node:crypto'
import * as E from 'fp-ts/Either'
import { isLeased, type LedgerItem } from '../../rotation/ledger-item.ts'
import type { Deployment } from '../operator/deployment.ts'
import { type Failure, inTrouble } from '../operator/fail.ts'
import { traceOf } from '../operator/follow-credential.ts'
import { ledgerView } from '../operator/ledger-view.ts'
import { outcomeOfLook } from '../operator/outcome-of-look.ts'
import type { Stopwatch } from './fleet-snapshots.ts'
import type { LookAnswer } from './page-data.ts'

/** Looks that were asked for, and what came of them. */
export type AskedLooks = {
  /** Remembers a look, and gives the name by which it is asked about. Shape: `before` is the item before it was asked for. */
  readonly remember: (secretArn: string, before: LedgerItem | undefined) => string
  /** Errors: exit code 1 for one that is not remembered, 3 when AWS refuses. */
  readonly progress: (id: string) => Promise<E.Either<Failure, LookAnswer>>
}

/** Remembers the last 100 looks; each is waited for 3 min at most. */
export const askedLooks = (
  deployment: Deployment,
  stopwatch: Stopwatch = () => performance.now(),
): AskedLooks => {
  const looks = new Map<string, Asked>()
  return {
    remember: (secretArn, before) => {
      const id = randomUUID()
      looks.set(id, { secretArn, before, askedAt: stopwatch() })
      for (const oldest of [...looks.keys()].slice(0, -MOST)) looks.delete(oldest)
      return id
    },
    progress: async (id) => {
      const asked = looks.get(id)
      if (asked === undefined) return E.left(inTrouble('this refresh is no longer remembered'))
      const items = await ledgerView(deployment)([asked.secretArn])()
      if (E.isLeft(items)) return items
      const isPatient = stopwatch() - asked.askedAt < PATIENCE_MILLISECONDS
      return E.right(
        progressOf(asked.before, items.right.get(asked.secretArn), deployment.now(), isPatient),
      )
    },
  }
}

type Asked = {
  readonly secretArn: string
  readonly before: LedgerItem | undefined
  readonly askedAt: number
}

const MOST = 100
const PATIENCE_MILLISECONDS = 180_000

/** How far a look is, by the ledger's item before it and now. */
export const progressOf = (
  before: LedgerItem | undefined,
  item: LedgerItem | 'unreadable' | undefined,
  now: Date,
  isPatient: boolean,
): LookAnswer => {
  if (item === 'unreadable')
    return {
      state: 'failed',
      message: 'its item of the ledger has a layout that is not known here',
    }
  const isBusy = item !== undefined && isLeased(item, now)
  if (item !== undefined && !isBusy && traceOf(item) !== traceOf(before)) {
    const { line, verdict } = outcomeOfLook(before, item, now)
    return { state: verdict === 0 ? 'done' : 'failed', message: line }
  }
  if (!isPatient)
    return { state: 'unanswered', message: 'no result in 3 min; it goes on without this page' }
  return isBusy
    ? { state: 'at work', message: 'a function is at it' }
    : { state: 'asked', message: 'asked for; waiting for a function' }
}
