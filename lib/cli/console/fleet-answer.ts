import { STATUS_ORDERS, sorted } from '../operator/status-order.ts'
import { SHOWN_STATUSES, type StatusRow } from '../operator/status-row.ts'
import type { FleetSnapshot } from './fleet-snapshots.ts'
import { moment, momentIfAny } from './moment.ts'
import type { Count, FleetAnswer, FleetEntry } from './page-data.ts'

/** What is asked of a fleet. Shape: an empty text, and an order that nobody knows, ask for nothing; pages count from 1. */
export type FleetQuery = {
  readonly status: string
  readonly provider: string
  readonly text: string
  readonly sort: string
  readonly page: number
}

/** Reads the question from a request's parameters. */
export const fleetQuery = (parameters: URLSearchParams): FleetQuery => {
  const text = (name: string): string => parameters.get(name)?.trim() ?? ''
  const page = Number(text('page'))
  return {
    status: text('status'),
    provider: text('provider'),
    text: text('text').toLowerCase(),
    sort: text('sort'),
    page: Number.isSafeInteger(page) && page > 1 ? page : 1,
  }
}

/** Answers with a page of a fleet: filtered, sorted, and counted. */
export const fleetAnswer = (
  { rows, leftOut, readAt }: FleetSnapshot,
  query: FleetQuery,
  now: Date,
): FleetAnswer => {
  const found = rows.filter(
    (row) =>
      (query.status === '' || row.status === query.status) &&
      (query.provider === '' || row.provider === query.provider) &&
      row.name.toLowerCase().includes(query.text),
  )
  const order = STATUS_ORDERS.find((known) => known === query.sort) ?? 'status'
  const pages = Math.max(1, Math.ceil(found.length / PAGE_SIZE))
  const page = Math.min(query.page, pages)
  return {
    entries: sorted(found, order)
      .slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE)
      .map((row) => entryOf(row, now)),
    found: found.length,
    page,
    pages,
    total: rows.length,
    counts: SHOWN_STATUSES.map((status) => ({
      of: status,
      count: rows.filter((row) => row.status === status).length,
    })),
    providers: counted(rows.map(({ provider }) => provider)),
    leftOut: counted(leftOut),
    readAt: moment(readAt, now),
  }
}

const PAGE_SIZE = 50

const entryOf = (row: StatusRow, now: Date): FleetEntry => ({
  name: row.name,
  provider: row.provider,
  status: row.status,
  isAtWork: row.isAtWork,
  message: row.message,
  refreshedAt: momentIfAny(row.refreshedAt, now),
  expiresAt: momentIfAny(row.expiresAt, now),
  nextAt: momentIfAny(row.nextAt, now),
  grantEndsAt: momentIfAny(row.grantEndsAt, now),
})

/** How often each text is there, in the order of the alphabet. */
const counted = (texts: readonly string[]): readonly Count[] => {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return [...counts]
    .map(([of, count]) => ({ of, count }))
    .toSorted((a, b) => a.of.localeCompare(b.of, 'en'))
}
