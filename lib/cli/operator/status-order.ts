import { SHOWN_STATUSES, type StatusRow } from './status-row.ts'

/** By what a fleet can be sorted. */
export const STATUS_ORDERS = ['name', 'status', 'expires', 'next', 'ends'] as const
export type StatusOrder = (typeof STATUS_ORDERS)[number]

/** Sorts a fleet: what is worst or comes soonest first, what is not known last, equal ones by name. */
export const sorted = (rows: readonly StatusRow[], order: StatusOrder): readonly StatusRow[] =>
  rows.toSorted((a, b) => keyOf(a, order) - keyOf(b, order) || (a.name < b.name ? -1 : 1))

const keyOf = (row: StatusRow, order: StatusOrder): number => {
  switch (order) {
    case 'name':
      return 0
    case 'status':
      return SHOWN_STATUSES.indexOf(row.status)
    case 'expires':
      return timeOf(row.expiresAt)
    case 'next':
      return timeOf(row.nextAt)
    case 'ends':
      return timeOf(row.grantEndsAt)
  }
}

/** Later than any date, and still a number that can be subtracted from itself. */
const timeOf = (date: Date | undefined): number => date?.getTime() ?? Number.MAX_SAFE_INTEGER
