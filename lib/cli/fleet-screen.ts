import * as t from 'io-ts'
import { createLogUpdate } from 'log-update'
import colours from 'picocolors'
import type { LocalEvent } from '../local/event-bridge.ts'
import type { FleetRow } from '../local/fleet.ts'
import { fromNow } from './fleet-rows.ts'
import { fleetTable } from './fleet-table.ts'

/** Something that shows what happens until it is stopped. */
export type Screen = { readonly stop: () => void }

/** Shows the fleet as a table that is drawn anew every second, on a terminal. */
export const liveScreen = ({
  read,
  nextSweep,
  time,
  output,
}: {
  readonly read: () => Promise<readonly FleetRow[]>
  readonly nextSweep: () => Date
  /** The account's time. */
  readonly time: () => Date
  readonly output: NodeJS.WriteStream
}): Screen => {
  const update = createLogUpdate(output)
  let isStopped = false
  const draw = async (): Promise<void> => {
    const fleet = await read()
    if (isStopped) return
    const now = time()
    update(
      `${fleetTable(fleet, now, { isColoured: colours.isColorSupported, columns: output.columns })}\n${now.toISOString().slice(0, 19)}Z, next sweep ${fromNow(nextSweep(), now)}, Ctrl-C ends`,
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
