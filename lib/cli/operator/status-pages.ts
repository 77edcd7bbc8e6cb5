import * as E from 'fp-ts/Either'
import type { Deployment } from './deployment.ts'
import type { Failure } from './fail.ts'
import { fleetPages } from './fleet-pages.ts'
import { type StatusOrder, sorted } from './status-order.ts'
import { type ShownStatus, type StatusRow, statusRow } from './status-row.ts'

/** Which credentials are asked for, and in which order. Shape: absent means all, as they come. */
export type StatusChoice = {
  readonly status?: readonly ShownStatus[]
  readonly provider?: readonly string[]
  readonly sort?: StatusOrder
}

/** The rows of a page. Shape: `passedOver` are the reasons why a sweep leaves secrets out. */
export type StatusPage = {
  readonly rows: readonly StatusRow[]
  readonly passedOver: readonly string[]
}

/**
 * The rows that are asked for, a page at a time as they are read; a sorted fleet is one page at the end.
 *
 * Errors: as `fleetPages`.
 */
export async function* statusPages(
  deployment: Deployment,
  { status, provider, sort }: StatusChoice,
): AsyncGenerator<E.Either<Failure, StatusPage>, void, undefined> {
  const { tagPrefix, now } = deployment
  const rows: StatusRow[] = []
  const passedOver: string[] = []
  for await (const page of fleetPages(deployment)) {
    if (E.isLeft(page)) return yield page
    const chosen = page.right.members
      .map(({ secret, item }) => statusRow(secret, item, { tagPrefix, now: now() }))
      .filter((row) => status === undefined || status.includes(row.status))
      .filter((row) => provider === undefined || provider.includes(row.provider))
    if (sort === undefined) yield E.right({ rows: chosen, passedOver: page.right.passedOver })
    else {
      rows.push(...chosen)
      passedOver.push(...page.right.passedOver)
    }
  }
  if (sort !== undefined) yield E.right({ rows: sorted(rows, sort), passedOver })
}
