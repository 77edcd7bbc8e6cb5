import * as E from 'fp-ts/Either'
import { secretList } from '../../aws/secret-list.ts'
import type { LedgerItem } from '../../rotation/ledger-item.ts'
import { type ListedSecret, whyNotSwept } from '../../rotation/listed-secret.ts'
import type { Deployment } from './deployment.ts'
import { awsRefused, type Failure } from './fail.ts'
import { ledgerView } from './ledger-view.ts'

/** A credential of a fleet: its secret as listed, and what the ledger remembers of it. */
export type FleetMember = {
  readonly secret: ListedSecret
  readonly item: LedgerItem | 'unreadable' | undefined
}

/** A part of a fleet. Shape: `passedOver` are the reasons why a sweep leaves out secrets that carry the tag. */
export type FleetPage = {
  readonly members: readonly FleetMember[]
  readonly passedOver: readonly string[]
}

/**
 * Reads a fleet as a sweep does, a page of at most 100 credentials at a time: ListSecrets and BatchGetItem, no value.
 *
 * Errors: ends with a failure of exit code 3 when AWS refuses.
 */
export async function* fleetPages(
  deployment: Deployment,
): AsyncGenerator<E.Either<Failure, FleetPage>, void, undefined> {
  const list = secretList(deployment.secretsManager, deployment.tagPrefix)
  const read = ledgerView(deployment)
  let next: string | undefined
  do {
    const page = await list(next)()
    if (E.isLeft(page)) return yield E.left(awsRefused('*')(page.left))
    const reasons = page.right.secrets.map((secret) => whyNotSwept(secret, deployment.tagPrefix))
    const swept = page.right.secrets.filter((_, i) => reasons[i] === undefined)
    const items = swept.length === 0 ? E.right(NOTHING) : await read(swept.map(({ arn }) => arn))()
    if (E.isLeft(items)) return yield items
    yield E.right({
      members: swept.map((secret) => ({ secret, item: items.right.get(secret.arn) })),
      // the list's own filter matches prefixes: a tag that only begins like ours is none of ours
      passedOver: reasons.filter((why) => why !== undefined && why !== 'not tagged'),
    })
    next = page.right.next
  } while (next !== undefined)
}

const NOTHING: ReadonlyMap<string, LedgerItem | 'unreadable'> = new Map()
