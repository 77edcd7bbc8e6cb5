import * as E from 'fp-ts/Either'
import type { Deployment } from '../operator/deployment.ts'
import type { Failure } from '../operator/fail.ts'
import { statusPages } from '../operator/status-pages.ts'
import type { StatusRow } from '../operator/status-row.ts'
import type { FleetSnapshot } from './fleet-snapshots.ts'

/** Reads a whole fleet: ListSecrets and BatchGetItem, no value. Errors: exit code 3 when AWS refuses. */
export const readFleet = async (
  deployment: Deployment,
): Promise<E.Either<Failure, FleetSnapshot>> => {
  const rows: StatusRow[] = []
  const leftOut: string[] = []
  for await (const page of statusPages(deployment, {})) {
    if (E.isLeft(page)) return page
    rows.push(...page.right.rows)
    leftOut.push(...page.right.passedOver)
  }
  return E.right({ rows, leftOut, readAt: deployment.now() })
}
