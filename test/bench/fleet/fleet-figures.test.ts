import { describe, expect, it } from 'vitest'
import { noticesRunbook } from '../../../infra/notices-runbook.ts'
import { definition } from '../../provider/definition.ts'
import { emptyBooks, latenessAt, noteExpired, noteLateness } from './fleet-books.ts'
import { dealOut, demandPerSecond } from './fleet-cells.ts'
import { incidentFigures, peaks, writeRates } from './fleet-figures.ts'
import { SWEEPS_TO_FRESH } from './fleet-goals.ts'
import type { FleetPlan, Incident } from './fleet-plan.ts'
import { causeOf, nameOf } from './fleet-trouble.ts'

const acme = definition({ id: 'acme', accessTokenLifetimeSeconds: 3600 })
const outage: Incident = { tag: 'ProviderDown', provider: 'acme', at: 10, hours: 2 }
const plan: FleetPlan = {
  definitions: [acme],
  members: new Uint8Array(1000),
  days: 2,
  beginning: 'settled',
  isSpread: true,
  incidents: [{ tag: 'Deployment', at: 9 }, outage],
  seed: 1,
}

describe('when an incident is told in figures', () => {
  const books = emptyBooks(2)
  noteExpired(books, nameOf(outage), { minutes: 30, isReplaced: true })
  noteExpired(books, nameOf(outage), { minutes: 90, isReplaced: false })
  books.seen.push(
    { at: 12, overdue: 5, expired: 0 },
    { at: 12.1, overdue: 0, expired: 0 },
    { at: 12.5, overdue: 0, expired: 2 },
    { at: 13, overdue: 0, expired: 0 },
  )
  const record = {
    plan,
    books,
    writesPerSecond: Uint16Array.of(1, 3, 50, 0),
    atTheEnd: { expired: 0, waiting: 0, ofLostGrants: 0 },
  }

  it('is fresh again when nothing is late for good', () => {
    expect(incidentFigures(record)).toStrictEqual([
      {
        tag: 'ProviderDown',
        hours: 2,
        name: 'acme down for 2 h',
        day: 1,
        mostOverdue: 5,
        expired: 2,
        neverReplaced: 1,
        longestMinutes: 90,
        cut: 0,
        lost: 0,
        lostExpired: 0,
        freshAgainMinutes: 60,
      },
    ])
  })

  it('is never fresh again if no sweep says so', () => {
    const late = { ...books, seen: [{ at: 13, overdue: 1, expired: 0 }] }
    const [figures] = incidentFigures({ ...record, books: late })

    expect(figures?.freshAgainMinutes).toBe(Number.POSITIVE_INFINITY)
  })

  it('takes the means of writes, and their peaks', () => {
    expect(writeRates(record, 2)).toStrictEqual([2, 25])
    expect(peaks([1, 5, 2, 3], 2)).toStrictEqual([5, 3])
  })
})

describe('when a provider is back', () => {
  it('has people wait as many sweeps as a fleet near the quota may need, by the runbook', () => {
    const [, sweeps] =
      /still fail (\w+) sweeps later/.exec(noticesRunbook.ProviderRecovered.firstAction) ?? []

    expect(sweeps).toBe(['no', 'one', 'two', 'three', 'four', 'five', 'six'][SWEEPS_TO_FRESH])
  })
})

describe('when a token expired', () => {
  it('was that of the last trouble that could touch it, for a day after its end', () => {
    const { incidents } = plan

    expect(causeOf(incidents, 'acme', 9.5)).toBe('nothing')
    expect(causeOf(incidents, 'acme', 35)).toBe('acme down for 2 h')
    expect(causeOf(incidents, 'acme', 37)).toBe('nothing')
    expect(causeOf(incidents, 'hooli', 11)).toBe('nothing')
  })
})

describe('when it is noted how late refreshes begin', () => {
  it('tells by how much so many of a hundred are late', () => {
    const books = emptyBooks(1)
    for (let second = 0; second < 100; second++) noteLateness(books, second * 1000 + 500)
    noteLateness(books, -4000)

    expect([latenessAt(books, 0.5), latenessAt(books, 0.99), latenessAt(books, 1)]).toStrictEqual([
      49, 98, 99,
    ])
  })
})

describe('when a fleet is dealt out to cells', () => {
  const cells = dealOut(plan, 4, { days: 1, incidents: [outage], seed: 1 })

  it('gives each credential to one of them, and the incidents to the first', () => {
    expect(cells.reduce((sum, { members }) => sum + members.length, 0)).toBe(1000)
    for (const { members } of cells) expect(Math.abs(members.length - 250)).toBeLessThan(60)
    expect(cells.map(({ incidents }) => incidents.length)).toStrictEqual([1, 0, 0, 0])
  })

  it('asks as much of all cells as of one', () => {
    const all = cells.reduce((sum, cell) => sum + demandPerSecond(cell), 0)

    expect(all).toBeCloseTo(demandPerSecond(plan), 9)
    // tokens of an hour are refreshed every 48 minutes
    expect(all).toBeCloseTo(1000 / 2880, 3)
  })
})
