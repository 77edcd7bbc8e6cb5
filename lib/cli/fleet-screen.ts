import Table from 'cli-table3'
import * as t from 'io-ts'
import { createLogUpdate } from 'log-update'
import colours from 'picocolors'
import type { LocalEvent } from '../local/event-bridge.ts'
import type { FleetRow } from '../local/fleet.ts'
import { FLEET_COLUMNS, fleetRows } from './fleet-rows.ts'

/** Something that shows what happens until it is stopped. */
export type Screen = { readonly stop: () => void }

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

/** Shows the fleet as a table that is drawn anew every second, on a terminal. */
export const liveScreen = ({
  read,
  nextSweep,
  output,
}: {
  readonly read: () => Promise<readonly FleetRow[]>
  readonly nextSweep: () => Date
  readonly output: NodeJS.WriteStream
}): Screen => {
  const update = createLogUpdate(output)
  let isStopped = false
  const draw = async (): Promise<void> => {
    const fleet = await read()
    if (isStopped) return
    const now = new Date()
    const seconds = Math.max(0, Math.round((nextSweep().getTime() - now.getTime()) / 1000))
    update(
      `${fleetTable(fleet, now, { isColoured: colours.isColorSupported, columns: output.columns })}\nnext sweep in ${seconds} s, Ctrl-C ends`,
    )
  }
  const redraw = (): void => void draw().catch(() => {})
  redraw()
  const timer = setInterval(redraw, 1000)
  return {
    stop: () => {
      isStopped = true
      clearInterval(timer)
      update.clear()
      update.done()
    },
  }
}

const EventDetail = t.partial({ secretName: t.string, provider: t.string, message: t.string })

/** Says what happens in plain lines, for logs and pipes. */
export const plainLines = (
  subscribe: (listener: (event: LocalEvent) => void) => () => void,
  line: (text: string) => void,
): Screen => {
  const stop = subscribe(({ time, detailType, detail }) => {
    if (!EventDetail.is(detail)) return
    const { secretName, provider, message } = detail
    const subject = secretName ?? provider ?? ''
    line(
      `${time.toISOString()}  ${subject}  ${detailType}${message === undefined ? '' : `: ${message}`}`,
    )
  })
  return { stop }
}
