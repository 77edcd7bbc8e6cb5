import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FasterClock, functionClock } from '../../lib/aws/clock.ts'

const START = new Date('2026-01-02T03:04:05.678Z')
beforeEach(() => vi.useFakeTimers({ now: START }))
afterEach(() => vi.useRealTimers())

describe('when a function is deployed', () => {
  it("lives by the machine's clock", () => {
    const clock = functionClock({})
    vi.advanceTimersByTime(1000)

    expect(clock.now()).toStrictEqual(new Date('2026-01-02T03:04:06.678Z'))
    expect(clock.deadline(150)).toStrictEqual(new Date('2026-01-02T03:06:36.678Z'))
  })
})

describe('when the local account lets time run 600 times faster', () => {
  const clock = () =>
    functionClock({
      CLOCK: JSON.stringify(
        FasterClock.encode({ speed: 600, machine: START, account: new Date('2027-01-01') }),
      ),
    })

  it('tells ten minutes for each second of the machine', () => {
    const { now } = clock()
    vi.advanceTimersByTime(1000)

    expect(now()).toStrictEqual(new Date('2027-01-01T00:10:00.000Z'))
  })

  it('puts a deadline where the machine gets after its real duration', () => {
    const { now, deadline } = clock()
    const end = deadline(150)
    vi.advanceTimersByTime(150_000)

    expect(now()).toStrictEqual(end)
  })
})

describe('when the local account moves its time between two invocations', () => {
  it('tells the new one', () => {
    const variables: NodeJS.ProcessEnv = {}
    const { now } = functionClock(variables)
    const before = now()
    variables.CLOCK = JSON.stringify(
      FasterClock.encode({ speed: 1, machine: START, account: new Date('2027-01-01') }),
    )

    expect(before).toStrictEqual(START)
    expect(now()).toStrictEqual(new Date('2027-01-01'))
  })
})

describe('when the clock of a function cannot be read', () => {
  it.each([
    ['half a', 'environment variable CLOCK: expected JSON'],
    [
      '{"speed":2,"machine":"now"}',
      'environment variable CLOCK: machine: expected an ISO 8601 date-time; account: expected an ISO 8601 date-time',
    ],
  ])('says what was expected in place of %s', (CLOCK, message) => {
    expect(() => functionClock({ CLOCK })).toThrow(new Error(message))
  })
})
