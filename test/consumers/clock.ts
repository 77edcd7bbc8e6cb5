import { afterEach, beforeEach, vi } from 'vitest'

/** When the tokens of these tests end. */
export const END = new Date('2026-03-01T13:00:00Z')

/** A day before, and a day after: beyond every margin that a library may have. */
export const WELL_BEFORE = new Date('2026-02-28T13:00:00Z')
export const WELL_AFTER = new Date('2026-03-02T13:00:00Z')

/** Lets the libraries that ask `Date` see a moment of the test's own; timers go on. */
export const stopClock = (): ((now: Date) => void) => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  return (now) => {
    vi.setSystemTime(now)
  }
}
