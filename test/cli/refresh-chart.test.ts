import { describe, expect, it } from 'vitest'
import { refreshChart } from '../../lib/cli/refresh-chart.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { NOW } from './fleet.ts'

const refreshed = (...hours: readonly number[]) =>
  hours.map((hour) => ({ at: later(NOW, hour * 3600), expiresAt: later(NOW, hour * 3600 + 7200) }))

describe('when a day is over', () => {
  it('shows when each credential was refreshed, how often, and how long its tokens live', () => {
    const histories = [
      { name: 'steady', refreshes: refreshed(0, 1.5, 3, 3.2, 5, 23.9) },
      { name: 'never', refreshes: [] },
    ]

    expect(refreshChart(histories, { from: NOW, to: later(NOW, 86_400), columns: 0 })).toBe(
      [
        '2026-01-02T03:04:05.678Z to 2026-01-03T03:04:05.678Z, 60 min a column, ● a refresh, a digit several',
        'steady  ●●·2·●·················●    6 times, every 5 h, tokens live 2 h, none was good for 17 h',
        'never   ························    0 times',
      ].join('\n'),
    )
  })

  it('uses the room that there is, for at most 96 columns', () => {
    const lines = refreshChart([{ name: 'a', refreshes: [] }], {
      from: NOW,
      to: later(NOW, 86_400),
      columns: 400,
    }).split('\n')

    expect(lines[1]).toBe(`a  ${'·'.repeat(96)}    0 times`)
  })
})
