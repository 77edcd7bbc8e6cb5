import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rotate } from '../../../lib/rotation/rotate.ts'
import { planPage } from '../../../lib/rotation/sweep-plan.ts'
import { happyEnv } from '../../happy-env.ts'
import { simulateOutage } from '../../outage/simulate-outage.ts'
import { definition } from '../../provider/definition.ts'
import { cellsGoals, dayOf } from './cells-day.ts'
import { chanceOf } from './chance.ts'
import { closeBooks } from './close-books.ts'
import { eventQueue } from './event-queue.ts'
import { fairMessages } from './fair-messages.ts'
import { emptyBooks } from './fleet-books.ts'
import { expiredInQuiet, incidentFigures } from './fleet-figures.ts'
import { fleetGoals, nothingLeft } from './fleet-goals.ts'
import { catalogueMix } from './fleet-mix.ts'
import { BEGINNING, type FleetPlan, HOUR, WORLD } from './fleet-plan.ts'
import { fleetState, INTENT } from './fleet-state.ts'
import { cutRun } from './rotate-run.ts'
import { scheduleDistance } from './schedule-distance.ts'
import { type FleetRecord, simulateFleet } from './simulate-fleet.ts'
import { isWorthALook } from './sweep-walks.ts'
import { writeBudget } from './write-budget.ts'

const planOf = (fields: Partial<FleetPlan> = {}): FleetPlan => ({
  ...catalogueMix(1500),
  days: 1,
  beginning: 'settled',
  isSpread: true,
  incidents: [],
  seed: 7,
  ...fields,
})

describe('when a fleet is simulated', () => {
  it('comes to the same with the same seed', async () => {
    const incidents = [
      { tag: 'ProviderDown', provider: 'google', at: 3, hours: 1 },
      { tag: 'RegionDown', at: 8, hours: 1 },
    ] as const
    const plan = planOf({ incidents })
    const [one, again] = [await simulateFleet(plan), await simulateFleet(plan)]

    expect(one.books).toStrictEqual(again.books)
    expect(one.writesPerSecond).toStrictEqual(again.writesPerSecond)
    expect((await simulateFleet(planOf({ incidents, seed: 8 }))).books).not.toStrictEqual(one.books)
  })

  it('expires no token while nothing is wrong, and two writes make a refresh', async () => {
    const { books, writesPerSecond, atTheEnd } = await simulateFleet(planOf())
    const writes = writesPerSecond.reduce((sum, count) => sum + count, 0)

    expect(books.expired.size).toBe(0)
    expect(atTheEnd).toStrictEqual({ expired: 0, waiting: 0, ofLostGrants: 0 })
    expect(books.refreshes).toBeGreaterThan(10_000)
    // the last runs have written and are not over
    expect(writes - 2 * books.refreshes).toBeLessThanOrEqual(2 * WORLD.concurrency)
  })

  it.each([
    ['nothing wrong', 3, 3],
    ['its provider down for an hour', 1, 2],
  ])(
    'refreshes as often as the real rotation does in an account in memory, with %s',
    async (_, downAt, backAt) => {
      const acme = definition({ id: 'acme', accessTokenLifetimeSeconds: 3600 })
      const real = await simulateOutage({
        fleet: { acme: 400 },
        downAt: downAt * 3600,
        backAt: backAt * 3600,
        endsAt: 3 * 3600,
      })
      const { books } = await simulateFleet({
        ...planOf({ days: 3 / 24 }),
        definitions: [acme],
        members: new Uint8Array(400),
        incidents: [{ tag: 'ProviderDown', provider: 'acme', at: downAt, hours: backAt - downAt }],
      })

      expect(Math.abs(books.refreshes - real.refreshes) / real.refreshes).toBeLessThan(0.05)
    },
  )
})

describe('when credentials are not refreshed any more', () => {
  it('counts those whose provider never comes back, though no refresh tells of them', async () => {
    const plan = planOf({
      incidents: [{ tag: 'ProviderDown', provider: 'google', at: 3, hours: 1000 }],
    })
    const record = await simulateFleet(plan)
    const [figures] = incidentFigures(record)
    const google = plan.definitions.findIndex(({ id }) => id === 'google')
    const credentials = plan.members.filter((member) => member === google).length

    expect(credentials).toBeGreaterThan(10)
    expect(figures?.expired).toBe(credentials)
    expect(figures?.neverReplaced).toBe(credentials)
    expect(figures?.longestMinutes).toBeGreaterThan(19 * 60)
    expect(record.atTheEnd.expired).toBe(credentials)
    expect(nothingLeft(record.atTheEnd).isMet).toBe(false)
  })

  const end = BEGINNING + 24 * HOUR
  const books = emptyBooks(1)
  const plan = planOf()
  const state = fleetState(plan)
  const lifetimes = [...plan.members.keys()].map(state.lifetimeMsOf)
  const [starved = 0, lost = 0, kept = 0] = lifetimes.flatMap((ms, i) => (ms === HOUR ? [i] : []))
  const short = lifetimes.findIndex((ms) => ms <= 600_000)
  for (const i of plan.members.keys()) {
    state.nextAt[i] = end
    state.expiresAt[i] = end + HOUR
  }
  for (const i of [starved, lost, short]) {
    state.nextAt[i] = end - 2 * HOUR
    state.expiresAt[i] = end - HOUR / 2
  }
  const cut = { runs: 1, inWindow: 1, lost: 1, lostExpired: 0 }
  books.cuts.set('a test', cut)
  for (const i of [lost, kept]) {
    state.isLost[i] = 1
    books.lostGrants.set(i, 'a test')
  }
  const atTheEnd = closeBooks({ plan, state, books }, end)

  it('counts a starved one, and apart the expired ones of lost grants', () => {
    expect(atTheEnd).toStrictEqual({ expired: 1, waiting: 2, ofLostGrants: 1 })
    expect(cut.lostExpired).toBe(1)
  })

  it('takes a starved one for expired while nothing was wrong, and misses the goals', () => {
    const record = { plan, books, writesPerSecond: new Uint16Array(86_400), atTheEnd }

    expect(expiredInQuiet(record)).toBe(1)
    const missed = fleetGoals(record, [], record).filter(({ isMet }) => !isMet)
    expect(missed.map(({ goal }) => goal)).toStrictEqual([
      'no access token expires while nothing is wrong, deployments included',
      nothingLeft(atTheEnd).goal,
    ])
  })

  it('misses a goal of cells too, whichever of them it is in', () => {
    const well = {
      plan: { ...plan, members: plan.members.subarray(0, 0) },
      books: emptyBooks(1),
      writesPerSecond: new Uint16Array(86_400),
      atTheEnd: { expired: 0, waiting: 0, ofLostGrants: 0 },
    }
    const starving = { ...well, atTheEnd: { ...well.atTheEnd, waiting: 1 } }
    const missed = (records: readonly FleetRecord[]) =>
      cellsGoals([dayOf(records)]).filter(({ isMet }) => !isMet)

    expect(missed([well, well])).toStrictEqual([])
    expect(missed([well, starving])).toStrictEqual([nothingLeft(starving.atTheEnd)])
  })
})

describe('when a refresh is told by its distance to the next one', () => {
  it.each([
    { accessTokenLifetimeSeconds: 3600 },
    { accessTokenLifetimeSeconds: 3600, refreshTokenIdleSeconds: 4000 },
    { accessTokenLifetimeSeconds: 3600, refreshTokenLifetimeSeconds: 3000 },
    { accessTokenLifetimeSeconds: 3600, refreshMarginSeconds: 120 },
  ])('is the one that the real rotation writes down for %o', async (fields) => {
    const acme = definition({ id: 'acme', ...fields })
    const world = happyEnv()
    const request = world.request()
    await rotate({ ...world.env, providers: new Map([['acme', acme]]) })(request)()
    const { nextAt, refreshedAt } = world.ledger.item()

    expect(scheduleDistance(acme, request.secretArn, BEGINNING)).toBe(
      (nextAt?.getTime() ?? 0) - (refreshedAt?.getTime() ?? 0),
    )
  })
})

describe('when only what a sweep could have to do with is listed', () => {
  it('would do nothing about the others', () => {
    const plan = planOf()
    const state = fleetState(plan)
    state.failures[3] = 1
    state.intent[4] = INTENT.open
    const until = BEGINNING + WORLD.sweepMinutes * 60_000
    const all = [...plan.members.keys()]
    const env = { tagPrefix: 'token-rotation', sweepMinutes: 5, now: new Date(BEGINNING) }
    const planned = (members: readonly number[]) =>
      planPage(
        members.map((i) => ({
          secret: state.secretOf(i),
          item: state.itemOf(i),
          provider: state.providerOf(i),
        })),
        new Map(),
        env,
      )
    const worth = all.filter((i) => isWorthALook(state, i, until))

    expect(worth.length).toBeGreaterThan(10)
    expect(worth.length).toBeLessThan(300)
    expect(planned(worth).regular).toStrictEqual(planned(all).regular)
    expect(planned(worth).regular.length).toBeGreaterThan(10)
  })
})

describe('when a run is cut off', () => {
  const at = BEGINNING + HOUR
  const run = {
    credential: 0,
    endsAt: at + 500,
    does: 'refresh',
    intentAt: at,
    appliedAt: at + 200,
    putAt: at + 400,
    promotedAt: at + 450,
  } as const
  const cutAt = (now: number, fields: Parameters<typeof definition>[0] = {}) => {
    const acme = definition({ id: 'acme', ...fields })
    const plan = { ...planOf(), definitions: [acme], members: new Uint8Array(1) }
    const world = {
      plan,
      state: fleetState(plan),
      books: emptyBooks(1),
      budget: writeBudget(BEGINNING, 86_400, 50),
    }
    cutRun(world, run, { now, cause: 'a test' })
    const { lost = 0 } = world.books.cuts.get('a test') ?? {}
    expect([...world.books.lostGrants]).toStrictEqual(lost === 0 ? [] : [[0, 'a test']])
    return { lost, intent: world.state.intent[0] }
  }

  it.each([
    ['before the intent', -1, { lost: 0, intent: INTENT.none }],
    ['before the provider did anything', 100, { lost: 0, intent: INTENT.open }],
    ['between the answer and the store', 300, { lost: 1, intent: INTENT.open }],
    ['before the promotion', 420, { lost: 0, intent: INTENT.stored }],
  ])('%s, it loses what it must', (_, after, left) => {
    expect(cutAt(at + after)).toStrictEqual(left)
  })

  it('loses nothing where the old refresh token still answers, or is never replaced', () => {
    expect(cutAt(at + 300, { reuseGraceSeconds: 3600 }).lost).toBe(0)
    expect(cutAt(at + 300, { rotatesRefreshToken: false }).lost).toBe(0)
  })
})

describe('when events are kept', () => {
  it('takes them in the order of their times', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1e6)), (times) => {
        const events = eventQueue()
        for (const [i, time] of times.entries()) events.add(time, i)
        const taken: number[] = []
        while (events.take()) {
          expect(times[events.code()]).toBe(events.time())
          taken.push(events.time())
        }
        expect(taken).toStrictEqual(times.toSorted((a, b) => a - b))
      }),
    )
  })
})

describe('when one group has many messages', () => {
  it('serves the others in turn', () => {
    const messages = fairMessages()
    for (const message of [1, 2, 3, 4]) messages.add(message, 0)
    messages.add(5, 1)
    const taken = Array.from({ length: 6 }, () => messages.take())

    expect(taken).toStrictEqual([1, 5, 2, 3, 4, undefined])
    expect(messages.size()).toBe(0)
  })
})

describe('when a second has no write left', () => {
  it('gives the next one that has, and takes back what was not written', () => {
    const budget = writeBudget(0, 10, 2)

    expect([budget.reserve(100), budget.reserve(200), budget.reserve(300)]).toStrictEqual([
      100, 200, 1000,
    ])
    budget.release(200)
    expect(budget.reserve(400)).toBe(400)
    expect([...budget.perSecond.slice(0, 3)]).toStrictEqual([2, 1, 0])
  })
})

describe('when chance is drawn', () => {
  it('is even', () => {
    const chance = chanceOf(1)
    const drawn = Array.from({ length: 10_000 }, chance)
    const tenths = Map.groupBy(drawn, (number) => Math.floor(number * 10))

    expect(tenths.size).toBe(10)
    for (const [, numbers] of tenths) expect(Math.abs(numbers.length - 1000)).toBeLessThan(150)
  })
})
