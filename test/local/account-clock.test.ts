import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { accountClock, movableClock, realTime } from '../../lib/local/account-clock.ts'
import type { Documents } from '../../lib/local/kept/documents.ts'
import { START } from './aws-side.ts'

beforeEach(() => vi.useFakeTimers({ now: START }))
afterEach(() => vi.useRealTimers())

const keptDocuments = (): Documents => {
  const texts = new Map<string, string>()
  return {
    all: () => [...texts],
    put: (id, text) => texts.set(id, text),
    remove: (id) => texts.delete(id),
  }
}

const HOUR = 3_600_000

describe('when an account lives in real time', () => {
  it("has the machine's clock, and nothing to tell a function", () => {
    expect(accountClock(1, keptDocuments())).toBe(realTime)
  })
})

describe('when time runs faster', () => {
  it('begins at the machine time and passes so many times faster', () => {
    const clock = accountClock(600)
    const before = clock.now()
    vi.advanceTimersByTime(6000)

    expect(before).toStrictEqual(START)
    expect(clock.now().getTime() - START.getTime()).toBe(HOUR)
    expect(clock.faster()).toStrictEqual({ speed: 600, machine: START, account: START })
  })

  it("knows when the machine's clock will stand where the account's says", () => {
    const { machineTimeOf } = accountClock(600)

    expect(machineTimeOf(new Date(START.getTime() + HOUR)).getTime()).toBe(START.getTime() + 6000)
  })
})

describe('when an account is started again on what was kept', () => {
  const runAndKill = (documents: Documents): Date => {
    const clock = accountClock(600, documents)
    vi.advanceTimersByTime(6500)
    return clock.now()
  }

  it('goes on at most a second of the machine later than it was killed, and never earlier', () => {
    const documents = keptDocuments()
    const killedAt = runAndKill(documents)
    const gap = accountClock(600, documents).now().getTime() - killedAt.getTime()

    expect(gap).toBeGreaterThanOrEqual(0)
    expect(gap).toBeLessThanOrEqual(600_000)
  })

  it('stays ahead of the machine in real time, too', () => {
    const documents = keptDocuments()
    const killedAt = runAndKill(documents)
    const clock = accountClock(1, documents)
    const startedAt = clock.now().getTime()
    vi.advanceTimersByTime(1000)

    expect(startedAt).toBeGreaterThanOrEqual(killedAt.getTime())
    expect(clock.now().getTime() - startedAt).toBe(1000)
  })

  it('takes the machine time once that is later', () => {
    const documents = keptDocuments()
    runAndKill(documents)
    vi.setSystemTime(START.getTime() + 24 * HOUR)

    expect(accountClock(1, documents)).toBe(realTime)
  })
})

describe('when a clock is moved ahead', () => {
  it('goes on from there at the pace of the machine, and tells functions so', () => {
    const clock = movableClock()
    clock.advance(3600)
    vi.advanceTimersByTime(1000)
    const account = new Date(START.getTime() + HOUR + 1000)

    expect(clock.now()).toStrictEqual(account)
    expect(clock.deadline(150).getTime()).toBe(account.getTime() + 150_000)
    expect(clock.faster()).toStrictEqual({
      speed: 1,
      machine: new Date(START.getTime() + 1000),
      account,
    })
  })
})
