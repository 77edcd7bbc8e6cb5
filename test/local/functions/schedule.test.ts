import { describe, expect, it } from 'vitest'
import { type ScheduleClock, startSchedule } from '../../../lib/local/functions/schedule.ts'

/** A clock that a test moves; `early` makes its timers fire that much too soon. */
const movableClock = (early = 0) => {
  let now = 1_000_000
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>()
  const clock: ScheduleClock = {
    now: () => now,
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        const sleeper = { until: now + Math.max(1, milliseconds - early), wake: resolve }
        sleepers.add(sleeper)
        signal.addEventListener('abort', () => resolve())
      }),
  }
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
  return {
    clock,
    advance: async (milliseconds: number) => {
      for (let i = 0; i < milliseconds; i++) {
        await settle()
        now += 1
        for (const sleeper of [...sleepers].filter(({ until }) => until <= now)) {
          sleepers.delete(sleeper)
          sleeper.wake()
        }
      }
      await settle()
    },
  }
}

const startedAt = 1_000_000

describe('when a schedule is started', () => {
  it.each([0, 3])('runs at once and at each interval, with timers %i ms early', async (early) => {
    const { clock, advance } = movableClock(early)
    const runs: number[] = []
    const schedule = startSchedule({
      everyMilliseconds: 100,
      run: async () => runs.push(clock.now() - startedAt),
      clock,
    })
    expect(schedule.next()).toStrictEqual(new Date(startedAt + 100))
    await advance(350)

    expect(runs).toStrictEqual([0, 100, 200, 300])
    expect(schedule.next()).toStrictEqual(new Date(startedAt + 400))
    await schedule.stop()
  })
})

describe('when a run takes longer than the interval', () => {
  it('leaves out the points that passed, and keeps to the grid', async () => {
    const { clock, advance } = movableClock()
    const runs: number[] = []
    const slow = Promise.withResolvers<void>()
    const schedule = startSchedule({
      everyMilliseconds: 100,
      run: async () => {
        runs.push(clock.now() - startedAt)
        await (runs.length === 1 ? slow.promise : undefined)
      },
      clock,
    })
    await advance(250)
    expect(schedule.next()).toStrictEqual(new Date(startedAt + 300))
    slow.resolve()
    await advance(150)

    expect(runs).toStrictEqual([0, 300, 400])
    await schedule.stop()
  })
})

describe('when a run rejects', () => {
  it('runs again at the next point', async () => {
    const { clock, advance } = movableClock()
    let runs = 0
    const schedule = startSchedule({
      everyMilliseconds: 100,
      run: async () => {
        runs += 1
        throw new Error('refused')
      },
      clock,
    })
    await advance(100)

    expect(runs).toBe(2)
    await schedule.stop()
  })
})

describe('when a schedule is stopped', () => {
  it('waits for the running one and starts no further', async () => {
    const { clock, advance } = movableClock()
    const slow = Promise.withResolvers<void>()
    const order: string[] = []
    const schedule = startSchedule({
      everyMilliseconds: 100,
      run: async () => {
        order.push('run')
        await slow.promise
        order.push('ended')
      },
      clock,
    })
    const stopped = schedule.stop().then(() => order.push('stopped'))
    slow.resolve()
    await stopped
    await advance(300)

    expect(order).toStrictEqual(['run', 'ended', 'stopped'])
  })

  it('ends at once between two runs, on the clock of the machine', async () => {
    let runs = 0
    const ran = Promise.withResolvers<void>()
    const schedule = startSchedule({
      everyMilliseconds: 3_600_000,
      run: async () => {
        runs += 1
        ran.resolve()
      },
    })
    await ran.promise
    await schedule.stop()

    expect(runs).toBe(1)
  })
})
