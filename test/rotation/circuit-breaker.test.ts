import * as TE from 'fp-ts/TaskEither'
import { describe, expect, it } from 'vitest'
import { type CircuitBreaker, circuitBreaker } from '../../lib/rotation/circuit-breaker.ts'
import type { ProviderTable } from '../../lib/rotation/provider-state.ts'
import { providerStates } from '../../lib/rotation/provider-states.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { fakeClock, fakeProviderTable } from '../fakes.ts'
import { awsFailure, NOW } from '../fixed-data.ts'

const UNAVAILABLE = {
  detailType: 'Provider Unavailable',
  detail: {
    provider: 'acme',
    message: expect.stringMatching(/^acme failed to answer 5 token requests in a row, /),
  },
}
const RECOVERED = { detailType: 'Provider Recovered', detail: { provider: 'acme' } }

/** What one container has. */
const breakerOn = (table: ProviderTable, now: () => Date): CircuitBreaker =>
  circuitBreaker(table, providerStates(table, now), now)

/** Two containers that share a table. */
const twoContainers = () => {
  const calls: string[] = []
  const clock = fakeClock()
  const table = fakeProviderTable(calls)
  const one = breakerOn(table.port, clock.now)
  const other = breakerOn(table.port, clock.now)
  return { calls, clock, table, one, other }
}

const outages = async (count: number, ...breakers: readonly CircuitBreaker[]) => {
  const told = []
  for (let i = 0; i < count; i++)
    told.push(...((await breakers[i % breakers.length]?.outage('acme')()) ?? []))
  return told
}

describe('when a provider works', () => {
  it('lets requests through and reads the table every 10 s at the most', async () => {
    const { one, clock, calls } = twoContainers()
    const answers = []
    for (const seconds of [0, 4, 5, 2]) {
      clock.pass(seconds)
      answers.push(await one.closedUntil('acme')())
    }
    expect({ answers, calls }).toEqual({
      answers: [undefined, undefined, undefined, undefined],
      calls: ['breaker', 'breaker'],
    })
  })

  it('costs no call to say so', async () => {
    const { one, calls } = twoContainers()
    await one.closedUntil('acme')()
    expect(await one.answered('acme')()).toEqual([])
    expect(calls).toEqual(['breaker'])
  })
})

describe('after four outages in a row', () => {
  it('lets requests through', async () => {
    const { one } = twoContainers()
    expect(await outages(4, one)).toEqual([])
    expect(await one.closedUntil('acme')()).toBeUndefined()
  })

  it('forgets them with the first answer, and has nothing to tell', async () => {
    const { one } = twoContainers()
    await outages(4, one)
    expect(await one.answered('acme')()).toEqual([])
    expect(await outages(4, one)).toEqual([])
  })
})

describe('after five outages in a row, over all containers', () => {
  it('tells it once and sends nothing for 60 s', async () => {
    const { one, other } = twoContainers()
    expect(await outages(6, one, other)).toEqual([UNAVAILABLE])
    expect(await one.closedUntil('acme')()).toEqual(later(NOW, 60))
    expect(await other.closedUntil('acme')()).toEqual(later(NOW, 60))
  })

  it('leaves other providers alone', async () => {
    const { one } = twoContainers()
    await outages(5, one)
    expect(await one.closedUntil('hooli')()).toBeUndefined()
  })
})

describe('when the 60 s are over', () => {
  const afterAMinute = async () => {
    const world = twoContainers()
    await outages(5, world.one)
    world.clock.pass(61)
    return world
  }

  it('lets one probe through, and holds everybody else back for another minute', async () => {
    const { one, other } = await afterAMinute()
    const first = await one.closedUntil('acme')()
    const second = await other.closedUntil('acme')()
    const third = await one.closedUntil('acme')()
    expect([first, second, third]).toEqual([undefined, later(NOW, 121), later(NOW, 121)])
  })

  it('lets one of two probes win that read the table at the same time', async () => {
    const { one, other } = await afterAMinute()
    const answers = await Promise.all([one.closedUntil('acme')(), other.closedUntil('acme')()])
    expect(answers.filter((until) => until === undefined)).toHaveLength(1)
  })

  it('lets the next probe through when the first one failed', async () => {
    const { one, clock } = await afterAMinute()
    await one.closedUntil('acme')()
    expect(await outages(1, one)).toEqual([])
    expect(await one.closedUntil('acme')()).toEqual(later(NOW, 121))
    clock.pass(61)
    expect(await one.closedUntil('acme')()).toBeUndefined()
  })

  it('closes with the answer of the probe, and tells it once', async () => {
    const { one, other } = await afterAMinute()
    await one.closedUntil('acme')()
    await other.closedUntil('acme')()
    const told = [...(await one.answered('acme')()), ...(await other.answered('acme')())]
    expect(told).toEqual([RECOVERED])
    expect(await one.closedUntil('acme')()).toBeUndefined()
    expect(await other.closedUntil('acme')()).toBeUndefined()
  })
})

describe('when the container that counted the fifth outage dies before it opens the breaker', () => {
  const afterDeath = async () => {
    const world = twoContainers()
    await outages(4, world.one)
    await world.table.port.countOutage('acme')()
    return world
  }

  it('opens it with the next outage, and tells it once', async () => {
    const { one, other } = await afterDeath()
    expect(await other.closedUntil('acme')()).toBeUndefined()
    expect(await outages(4, other, one)).toEqual([UNAVAILABLE])
    expect(await one.closedUntil('acme')()).toEqual(later(NOW, 60))
  })

  it('has nothing to tell if the next request is answered', async () => {
    const { other } = await afterDeath()
    await other.closedUntil('acme')()
    expect(await other.answered('acme')()).toEqual([])
    expect(await other.recoveredAt('acme')()).toBeUndefined()
  })
})

describe('when a provider is back', () => {
  it('remembers since when, for every container', async () => {
    const { one, other, clock } = twoContainers()
    await outages(5, one)
    const whileDown = await one.recoveredAt('acme')()
    clock.pass(61)
    await one.closedUntil('acme')()
    await one.answered('acme')()
    const back = clock.now()
    clock.pass(3600)

    expect([whileDown, await one.recoveredAt('acme')(), await other.recoveredAt('acme')()]).toEqual(
      [undefined, back, back],
    )
  })
})

describe('when the table cannot be reached', () => {
  const down = () => TE.left(awsFailure('UpdateItem'))

  it('lets requests through and has nothing to tell', async () => {
    const table = {
      read: down,
      countOutage: down,
      open: down,
      close: down,
      addRejection: down,
      removeRejection: down,
    }
    const breaker = breakerOn(table, () => NOW)
    expect(await outages(6, breaker)).toEqual([])
    expect(await breaker.closedUntil('acme')()).toBeUndefined()
    expect(await breaker.answered('acme')()).toEqual([])
  })

  it('lets probes through', async () => {
    const { table, clock } = twoContainers()
    const breaker = breakerOn({ ...table.port, open: down }, clock.now)
    await outages(5, breaker)
    clock.pass(61)
    expect(await breaker.closedUntil('acme')()).toBeUndefined()
  })
})
