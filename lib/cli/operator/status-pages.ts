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

/**
 * The rows of a page that are asked for. Shape: `providers` are those of all its credentials, asked for or not;
 * `passedOver` are the reasons why a sweep leaves secrets out.
 */
export type StatusPage = {
  readonly rows: readonly StatusRow[]
  readonly providers: readonly string[]
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
  const providers: string[] = []
  const passedOver: string[] = []
  for await (const page of fleetPages(deployment)) {
    if (E.isLeft(page)) return yield page
    const all = page.right.members.map(({ secret, item }) =>
      statusRow(secret, item, { tagPrefix, now: now() }),
    )
    const chosen = all
      .filter((row) => status === undefined || status.includes(row.status))
      .filter((row) => provider === undefined || provider.includes(row.provider))
    const known = all.map((row) => row.provider)
    if (sort === undefined)
      yield E.right({ rows: chosen, providers: known, passedOver: page.right.passedOver })
    else {
      rows.push(...chosen)
      providers.push(...known)
      passedOver.push(...page.right.passedOver)
    }
  }
  if (sort !== undefined) yield E.right({ rows: sorted(rows, sort), providers, passedOver })
}
