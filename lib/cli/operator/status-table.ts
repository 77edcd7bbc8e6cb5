import colours from 'picocolors'
import { later } from '../../rotation/schedule.ts'
import { fromNow } from '../fleet-rows.ts'
import type { StatusRow } from './status-row.ts'

const COLUMNS = [
  'credential',
  'provider',
  'status',
  'expires',
  'next look',
  'grant ends',
  'last error',
]

/** How wide the columns of a table are; the last one takes what is left. */
export type Widths = readonly number[]

/** The widths that these rows need. Shape: rows of later pages may stand out of them. */
export const widthsFor = (rows: readonly StatusRow[], now: Date): Widths => {
  const cells = [COLUMNS, ...rows.map((row) => cellsOf(row, now))]
  return COLUMNS.map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)))
}

/** The line above the rows. */
export const headLine = (widths: Widths, isColoured: boolean): string => {
  const line = lineOf(COLUMNS, widths)
  return isColoured ? colours.createColors(true).bold(line) : line
}

/** How a row is written. Shape: within `columns` the last cell is cut; absent: it is not. */
export type RowStyle = {
  readonly widths: Widths
  readonly now: Date
  readonly isColoured: boolean
  readonly columns?: number | undefined
}

/** A credential on a line of its own; dates are told from now. */
export const rowLine = (
  row: StatusRow,
  { widths, now, isColoured, columns = Number.POSITIVE_INFINITY }: RowStyle,
): string => {
  const cells = cellsOf(row, now)
  const others = widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 0)
  const cut = [...cells.slice(0, -1), cutTo(cells.at(-1) ?? '', columns - others)]
  return lineOf(cut, widths, isColoured ? COLOURS[row.status] : undefined)
}

const cutTo = (text: string, columns: number): string =>
  text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}…`

const cellsOf = (row: StatusRow, now: Date): readonly string[] => [
  row.name,
  row.provider,
  row.status,
  row.status === 'active' || row.status === 'failing' ? fromNow(row.expiresAt, now) : '',
  nextLook(row, now),
  row.status === 'reauthorize' ? '' : fromNow(row.grantEndsAt, now),
  row.message ?? '',
]

const nextLook = ({ isAtWork, nextAt }: StatusRow, now: Date): string => {
  if (isAtWork) return 'at work'
  if (nextAt === undefined) return ''
  if (nextAt <= now) return 'now'
  return nextAt > later(now, FAR_AWAY_SECONDS) ? 'when it changes' : fromNow(nextAt, now)
}

/** What waits for a change has a date that is a year away. */
const FAR_AWAY_SECONDS = 300 * 86_400

const STATUS_COLUMN = COLUMNS.indexOf('status')

const lineOf = (
  cells: readonly string[],
  widths: Widths,
  colour: (text: string) => string = (text) => text,
): string =>
  cells
    .map((cell, i) => {
      const padded = i === cells.length - 1 ? cell : cell.padEnd(widths[i] ?? 0)
      return i === STATUS_COLUMN ? colour(padded) : padded
    })
    .join('  ')
    .trimEnd()

const { green, yellow, red, cyan, dim } = colours.createColors(true)

const COLOURS: Readonly<Record<StatusRow['status'], (text: string) => string>> = {
  active: green,
  failing: yellow,
  invalid: red,
  reauthorize: red,
  unreadable: red,
  new: cyan,
  static: dim,
  paused: dim,
}
