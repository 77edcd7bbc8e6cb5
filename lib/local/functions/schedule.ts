import { setTimeout as wait } from 'node:timers/promises'

/**
 * The time a schedule lives by.
 *
 * Shape: `now` is in milliseconds since the epoch; `sleep` resolves after so many milliseconds, or as
 * soon as the signal is aborted.
 */
export type ScheduleClock = {
  readonly now: () => number
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

/** What is run and how often; `clock` is the machine's own unless given. */
export type ScheduleSettings = {
  readonly everyMilliseconds: number
  readonly run: () => Promise<unknown>
  readonly clock?: ScheduleClock
}

/**
 * A schedule at work.
 *
 * Shape: `next` is the coming point of the grid; `stop` starts no further run and resolves when the
 * running one has ended.
 */
export type Schedule = {
  readonly next: () => Date
  readonly stop: () => Promise<void>
}

/**
 * Runs something at once and then at each interval, on a grid that a slow run does not shift.
 *
 * Effect: never runs two at a time; points of the grid that pass during a run are left out.
 * Errors: none; a run that rejects has told its failure itself, and the next one comes as planned.
 */
export const startSchedule = ({
  everyMilliseconds,
  run,
  clock = machineClock,
}: ScheduleSettings): Schedule => {
  const startedAt = clock.now()
  const stopping = new AbortController()
  const nextAt = (): number =>
    startedAt + (Math.floor((clock.now() - startedAt) / everyMilliseconds) + 1) * everyMilliseconds

  const sleepUntil = async (time: number): Promise<void> => {
    // Timers may fire a little early; a run that came early would be followed by a second one.
    while (clock.now() < time && !stopping.signal.aborted) {
      await clock.sleep(time - clock.now(), stopping.signal)
    }
  }

  const work = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await run().catch(() => undefined)
      await sleepUntil(nextAt())
    }
  }

  const working = work()
  return {
    next: () => new Date(nextAt()),
    stop: async () => {
      stopping.abort()
      await working
    },
  }
}

const machineClock: ScheduleClock = {
  now: Date.now,
  sleep: async (milliseconds, signal) => {
    await wait(milliseconds, undefined, { signal }).catch(() => undefined)
  },
}
