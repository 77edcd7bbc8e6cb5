import Table from 'cli-table3'
import colours from 'picocolors'
import type { FleetRow } from '../local/fleet.ts'
import { FLEET_COLUMNS, fleetRows } from './fleet-rows.ts'

const STATUS_COLOUR: Readonly<Record<string, (text: string) => string>> = {
  active: colours.green,
  failing: colours.yellow,
  invalid: colours.red,
  reauthorize: colours.red,
  static: colours.dim,
  paused: colours.dim,
}

/** What a narrow screen does without, first to last. */
const DISPENSABLE: readonly string[] = ['format', 'provider', 'expires', 'next look']

/** The least width of the last column, whose text is wrapped. */
const LEAST_WIDTH = 20

/**
 * Draws the fleet as a table.
 *
 * Shape: `columns` is the width to keep within, for which a narrow table leaves columns out; colours only where asked
 * for.
 */
export const fleetTable = (
  fleet: readonly FleetRow[],
  now: Date,
  {
    isColoured,
    columns = 160,
  }: { readonly isColoured: boolean; readonly columns?: number | undefined },
): string => {
  const rows = fleetRows(fleet, now)
  const widths = FLEET_COLUMNS.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)),
  )
  const shown = columnsWithin(columns, widths)
  const others = widthOf(shown.slice(0, -1), widths)
  const last = Math.max(LEAST_WIDTH, Math.min(widths.at(-1) ?? 0, columns - others - 6))
  const table = new Table({
    head: shown.map((i) => FLEET_COLUMNS[i] ?? ''),
    colWidths: [...shown.slice(0, -1).map((i) => widths[i] ?? 0), last].map((width) => width + 2),
    wordWrap: true,
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    style: isColoured ? { head: ['bold'], border: ['gray'] } : { head: [], border: [] },
  })
  const coloured = (cell: string) => (isColoured ? (STATUS_COLOUR[cell]?.(cell) ?? cell) : cell)
  for (const row of rows) table.push(shown.map((i) => coloured(row[i] ?? '')))
  return table.toString()
}

/** The columns, by position, that a table of this width has room for. */
const columnsWithin = (columns: number, widths: readonly number[]): readonly number[] =>
  DISPENSABLE.reduce<readonly number[]>(
    (shown, title) =>
      widthOf(shown.slice(0, -1), widths) + LEAST_WIDTH + 4 <= columns
        ? shown
        : shown.filter((i) => FLEET_COLUMNS[i] !== title),
    FLEET_COLUMNS.map((_, i) => i),
  )

/** How much room columns take with their padding and one border each. */
const widthOf = (shown: readonly number[], widths: readonly number[]): number =>
  shown.reduce((sum, i) => sum + (widths[i] ?? 0) + 3, 0)
