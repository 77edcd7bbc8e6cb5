import { describe, expect, it } from 'vitest'
import { addFleets, countFleet, type Fleet, NO_FLEET, totalOf } from '../../lib/rotation/fleet.ts'
import type { LedgerItem } from '../../lib/rotation/ledger-item.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { NOW, providers, steadyItem } from '../fixed-data.ts'

const SWEEP_MINUTES = 5

const fresh: LedgerItem = {
  ...steadyItem,
  nextAt: later(NOW, 600),
  expiresAt: later(NOW, 1200),
  refreshedAt: later(NOW, -2400),
}

const count = (
  ...page: readonly {
    readonly provider?: string
    readonly item?: Partial<LedgerItem> | undefined
  }[]
): Fleet =>
  countFleet(
    page.map(({ provider = 'acme', item }) => ({
      provider,
      item: item === undefined ? undefined : { ...fresh, ...item },
    })),
    { providers, sweepMinutes: SWEEP_MINUTES, now: NOW },
  )

/** What of the counts is not zero. */
const some = (fleet: Fleet) =>
  Object.fromEntries(Object.entries(totalOf(fleet)).filter(([, value]) => value !== 0))

describe('when credentials stand differently', () => {
  it('counts them by their status, and apart for each provider', () => {
    const fleet = count(
      { item: {} },
      { item: {} },
      { item: { status: 'failing' } },
      { provider: 'hooli', item: { status: 'reauthorize' } },
      { provider: 'hooli', item: { status: 'invalid' } },
      { provider: 'hooli', item: { status: 'static' } },
      { provider: 'unknown', item: { status: 'paused' } },
      { provider: 'unknown', item: { status: undefined } },
    )
    const byProvider = [...fleet.providers].map(([id, counts]) => [
      id,
      Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== 0)),
    ])
    expect(byProvider).toEqual([
      ['acme', { credentials: 3, active: 2, failing: 1 }],
      ['hooli', { credentials: 3, reauthorize: 1, invalid: 1, static: 1 }],
      ['unknown', { credentials: 2, paused: 1 }],
    ])
    expect(some(fleet)).toEqual({
      credentials: 8,
      active: 2,
      failing: 1,
      reauthorize: 1,
      invalid: 1,
      static: 1,
      paused: 1,
    })
  })

  it('counts one of which nothing is known as a credential', () => {
    expect(some(count({ item: undefined }))).toEqual({ credentials: 1 })
  })
})

describe('when a credential should have been tried', () => {
  it.each([
    [-600, 0],
    [-601, 1],
  ])('is overdue later than two sweeps: %d s from now', (seconds, overdue) => {
    const fleet = count({ item: { nextAt: later(NOW, seconds) } })
    expect(totalOf(fleet).overdue).toBe(overdue)
  })

  it('tells the age of the oldest one', () => {
    const fleet = count(
      { item: { nextAt: later(NOW, -700) } },
      { item: { nextAt: later(NOW, -4000), status: 'failing' } },
      { item: { nextAt: later(NOW, -300) } },
    )
    expect(fleet.oldestOverdueSeconds).toBe(4000)
  })

  it.each<Partial<LedgerItem>>([
    { lease: { holder: 'id-1', until: later(NOW, 10) } },
    { status: 'reauthorize' },
    { status: 'paused' },
    { status: 'static' },
    { status: 'invalid' },
    { nextAt: undefined },
  ])('is not overdue with %j', (fields) => {
    const fleet = count({ item: { nextAt: later(NOW, -9000), ...fields } })
    expect([totalOf(fleet).overdue, fleet.oldestOverdueSeconds]).toEqual([0, 0])
  })
})

describe('when an access token is over', () => {
  const over = { expiresAt: later(NOW, -1), refreshedAt: later(NOW, -3601) }

  it.each(['active', 'failing'] as const)('counts it while the credential is %s', (status) => {
    expect(totalOf(count({ item: { ...over, status } })).expired).toBe(1)
  })

  it.each<Partial<LedgerItem>>([
    { status: 'reauthorize' },
    { status: 'invalid' },
    { status: 'paused' },
    { expiresAt: later(NOW, 1) },
    { expiresAt: undefined },
    // it lived 24 minutes, and nobody can keep such a one fresh
    { refreshedAt: later(NOW, -1441) },
  ])('does not count it with %j', (fields) => {
    expect(totalOf(count({ item: { ...over, ...fields } })).expired).toBe(0)
  })

  it('goes by the usual lifetime where it was never refreshed', () => {
    expect(totalOf(count({ item: { ...over, refreshedAt: undefined } })).expired).toBe(1)
  })
})

describe('when something needs attention', () => {
  it('counts what waits in escrow, and versions that become many today', () => {
    const fleet = count(
      { item: { escrowedAt: later(NOW, -60) } },
      { item: { writes: { day: '2026-03-02', count: 95 } } },
      { item: { writes: { day: '2026-03-02', count: 94 } } },
      { item: { writes: { day: '2026-03-01', count: 99 } } },
    )
    expect([fleet.escrowWaiting, fleet.nearVersionLimit]).toEqual([1, 1])
  })

  it('counts grants that end soon, and knows the next end however far', () => {
    const inDays = (days: number) => ({ consentEndsAt: later(NOW, days * 86_400) })
    const fleet = count({ item: inDays(40) }, { item: inDays(29) }, { item: inDays(-1) })
    expect(totalOf(fleet).endingSoon).toBe(1)
    expect(fleet.nextGrantEnd).toEqual(later(NOW, 29 * 86_400))
    expect(count({ item: inDays(40) }).nextGrantEnd).toEqual(later(NOW, 40 * 86_400))
    expect(count({ item: {} }).nextGrantEnd).toBeUndefined()
  })
})

describe('when pages are added up', () => {
  it('gives what one page of all would have given', () => {
    const one = [
      { item: { nextAt: later(NOW, -700) } },
      { provider: 'hooli', item: { escrowedAt: NOW, consentEndsAt: later(NOW, 86_400) } },
    ]
    const other = [
      { item: { nextAt: later(NOW, -900), writes: { day: '2026-03-02', count: 99 } } },
      { provider: 'unknown', item: { consentEndsAt: later(NOW, 9000) } },
    ]
    expect([count(...one), count(...other)].reduce(addFleets, NO_FLEET)).toEqual(
      count(...one, ...other),
    )
  })
})
