import { setTimeout as wait } from 'node:timers/promises'
import type { LocalAccount } from '../local/account.ts'
import { fleetReader } from '../local/fleet.ts'
import { type ScheduleClock, startSchedule } from '../local/functions/schedule.ts'
import type { Providers } from '../provider/provider-definition.ts'
import { liveScreen, plainLines, type Screen } from './fleet-screen.ts'
import { summary } from './fleet-summary.ts'
import type { LocalOptions } from './local.ts'
import { refreshChart } from './refresh-chart.ts'
import { refreshHistory } from './refresh-history.ts'

/**
 * A local account with something to do in it.
 *
 * Shape: `greeting` is told first; `sweepMinutes` are of the account's time; `refreshed` says how many refreshes there
 * were, and where they were counted; `terminalLine` leads the commands of another terminal to it, where they may be led.
 */
export type LocalWorld = {
  readonly account: LocalAccount
  readonly greeting: readonly string[]
  readonly sweepMinutes: number
  readonly providers: Providers
  readonly refreshed: () => string
  readonly terminalLine?: string
}

/**
 * Lets a local account work, and shows it.
 *
 * Effect: stops the account at the end, which is the first sweep's with `once`, else that of the hours, or Ctrl-C.
 */
export const runLocal = async (
  options: Pick<LocalOptions, 'once' | 'hours'>,
  world: LocalWorld,
  output: NodeJS.WriteStream,
): Promise<void> => {
  const { account } = world
  const { clock } = account
  const startedAt = Date.now()
  const from = clock.now()
  const line = (text: string): boolean => output.write(`${text}\n`)
  const fleet = fleetReader(account)
  try {
    for (const text of world.greeting) line(text)
    await (options.once ? sweepOnce() : sweepUntilTheEnd())
    const now = clock.now()
    const rows = await fleet.read()
    const history = refreshHistory(rows, account.eventBridge.events())
    if (now.getTime() - from.getTime() >= HOUR_MILLISECONDS)
      line(refreshChart(history, { from, to: now, columns: output.columns }))
    line(summary(rows, { now, refreshed: world.refreshed(), milliseconds: Date.now() - startedAt }))
  } finally {
    fleet.stop()
    await account.stop()
  }

  async function sweepOnce(): Promise<void> {
    const screen = plainLines(account.eventBridge.subscribe, line)
    await account.sweep()
    await account.settled()
    screen.stop()
  }

  async function sweepUntilTheEnd(): Promise<void> {
    const schedule = startSchedule({
      everyMilliseconds: world.sweepMinutes * 60_000,
      run: account.sweep,
      clock: scheduleClock(account),
    })
    const screen: Screen = output.isTTY
      ? liveScreen({ read: fleet.read, nextSweep: schedule.next, time: clock.now, output })
      : plainLines(account.eventBridge.subscribe, line)
    await Promise.race([interrupted(), overAfter(options.hours, account)])
    screen.stop()
    await schedule.stop()
  }
}

const HOUR_MILLISECONDS = 3_600_000

/** The schedule lives by the account's time. */
const scheduleClock = ({ clock }: LocalAccount): ScheduleClock => ({
  now: () => clock.now().getTime(),
  sleep: async (milliseconds, signal) => {
    await wait(milliseconds / clock.speed, undefined, { signal }).catch(() => undefined)
  },
})

/** Resolves after so many hours of the account's time; never without a number. */
const overAfter = (hours: number | undefined, { clock }: LocalAccount): Promise<void> =>
  hours === undefined
    ? new Promise(() => {})
    : wait((hours * HOUR_MILLISECONDS) / clock.speed, undefined, { ref: false })

/** Resolves at the first Ctrl-C; a second one ends the process at once. */
const interrupted = (): Promise<void> =>
  new Promise((resolve) => {
    let isAsked = false
    // listeners that stay: the screen's library ends the process when it finds itself alone with the signal
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.on(signal, () => {
        if (isAsked) process.exit(130)
        isAsked = true
        resolve()
      })
  })
