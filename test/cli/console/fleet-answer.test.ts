import { describe, expect, it } from 'vitest'
import { fleetAnswer, fleetQuery } from '../../../lib/cli/console/fleet-answer.ts'
import type { StatusRow } from '../../../lib/cli/operator/status-row.ts'
import { hours, NOW, statusRowOf } from './status-rows.ts'

const answer = (rows: readonly StatusRow[], search = '') =>
  fleetAnswer({ rows, leftOut: [], readAt: NOW }, fleetQuery(new URLSearchParams(search)), NOW)

const namesOf = (rows: readonly StatusRow[], search: string) =>
  answer(rows, search).entries.map(({ name }) => name)

describe('when a fleet is small', () => {
  const rows = [
    statusRowOf('b/one', { provider: 'xero', nextAt: hours(3) }),
    statusRowOf('a/two', { status: 'invalid', message: 'not a credential', nextAt: hours(2) }),
    statusRowOf('c/ONE', { status: 'paused', nextAt: undefined }),
  ]

  it('lists all, the worst first, with what is counted', () => {
    expect(answer(rows)).toMatchObject({
      entries: [
        { name: 'a/two', message: 'not a credential' },
        { name: 'b/one' },
        { name: 'c/ONE' },
      ],
      found: 3,
      total: 3,
      providers: [
        { of: 'acme', count: 2 },
        { of: 'xero', count: 1 },
      ],
      readAt: { at: '2026-03-01T12:00:00.000Z', fromNow: 'now' },
    })
    expect(answer(rows).counts.filter(({ count }) => count > 0)).toStrictEqual([
      { of: 'invalid', count: 1 },
      { of: 'active', count: 1 },
      { of: 'paused', count: 1 },
    ])
  })

  it.each([
    ['status=paused', ['c/ONE']],
    ['provider=xero', ['b/one']],
    ['text=One', ['b/one', 'c/ONE']],
    ['text=one&provider=acme', ['c/ONE']],
    ['sort=name', ['a/two', 'b/one', 'c/ONE']],
    ['sort=next', ['a/two', 'b/one', 'c/ONE']],
    ['sort=nonsense', ['a/two', 'b/one', 'c/ONE']],
    ['status=nonsense', []],
  ])('answers %s', (search, names) => {
    expect(namesOf(rows, search)).toStrictEqual(names)
  })

  it('counts all of it whatever the filters leave', () => {
    expect(answer(rows, 'status=paused')).toMatchObject({ found: 1, total: 3 })
  })
})

describe('when a fleet has 10,000 credentials', () => {
  const rows = Array.from({ length: 10_000 }, (_, i) =>
    statusRowOf(`fleet/${String(i).padStart(5, '0')}`),
  )

  it('gives 50 of them at a time', () => {
    const last = answer(rows, 'sort=name&page=200')

    expect(answer(rows, 'sort=name')).toMatchObject({ page: 1, pages: 200, found: 10_000 })
    expect(last.entries).toHaveLength(50)
    expect(last.entries.at(-1)?.name).toBe('fleet/09999')
  })

  it.each([
    ['page=0', 1],
    ['page=-3', 1],
    ['page=1e99', 1],
    ['page=201', 200],
    ['page=x', 1],
  ])('takes %s for page %i', (search, page) => {
    expect(answer(rows, search).page).toBe(page)
  })
})
