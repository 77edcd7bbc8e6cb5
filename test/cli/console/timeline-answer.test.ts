import { describe, expect, it } from 'vitest'
import { timelineAnswer } from '../../../lib/cli/console/timeline-answer.ts'
import type { StatusRow } from '../../../lib/cli/operator/status-row.ts'
import { hours, NOW, statusRowOf } from './status-rows.ts'

const answer = (rows: readonly StatusRow[], provider = '') =>
  timelineAnswer({ rows, leftOut: [], readAt: NOW }, provider, NOW)

const counted = (rows: readonly StatusRow[]) =>
  answer(rows)
    .hours.filter(({ count }) => count > 0)
    .map(({ offset, count }) => [offset, count])

describe('when credentials are put on the line of time', () => {
  it('counts the last refresh behind and the next look ahead, by the hour', () => {
    const rows = [
      statusRowOf('a', { refreshedAt: hours(-1.5), nextAt: hours(0.5) }),
      statusRowOf('b', { refreshedAt: hours(-1.2), nextAt: hours(23.9) }),
    ]

    expect(counted(rows)).toStrictEqual([
      [-2, 2],
      [0, 1],
      [23, 1],
    ])
  })

  it('counts what is overdue as now, and a refresh of this moment as behind', () => {
    const rows = [statusRowOf('a', { refreshedAt: NOW, nextAt: hours(-30) })]

    expect(answer(rows).overdue).toBe(1)
    expect(counted(rows)).toStrictEqual([
      [-1, 1],
      [0, 1],
    ])
  })

  it('leaves out what lies farther than a day', () => {
    const rows = [statusRowOf('a', { refreshedAt: hours(-24.1), nextAt: hours(24) })]

    expect(counted(rows)).toStrictEqual([])
    expect(answer(rows).lanes).toStrictEqual([
      {
        name: 'a',
        status: 'active',
        refreshed: undefined,
        next: undefined,
        expires: 2,
        text: 'refreshed 24 h ago, next look in 24 h, access token ends in 2 h',
      },
    ])
  })

  it('tells in words what is not known', () => {
    const rows = [
      statusRowOf('a', { refreshedAt: undefined, nextAt: undefined, expiresAt: hours(-2) }),
    ]

    expect(answer(rows).lanes[0]?.text).toBe(
      'not refreshed yet, no next look, access token ended 2 h ago',
    )
  })

  it('shows one provider alone, and the first 40 that come next', () => {
    const rows = [
      ...Array.from({ length: 60 }, (_, i) => statusRowOf(`a/${i}`, { nextAt: hours(i / 4) })),
      statusRowOf('b', { provider: 'xero' }),
    ]

    expect(answer(rows, 'xero')).toMatchObject({ total: 1, lanes: [{ name: 'b' }] })
    expect(answer(rows).lanes.map(({ name }) => name)).toHaveLength(40)
    expect(answer(rows).lanes[0]?.name).toBe('a/0')
  })
})
