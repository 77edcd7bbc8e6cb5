import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { summary } from '../../lib/cli/fleet-summary.ts'
import { fleetTable } from '../../lib/cli/fleet-table.ts'
import { fleet, NOW } from './fleet.ts'

describe('when a demo is over', () => {
  it('shows the fleet as it stands, counts it by status and says what was refreshed', () => {
    const [active] = fleet
    const twice = active === undefined ? fleet : [...fleet, { ...active, name: 'another' }]

    expect(
      summary(twice, { now: NOW, refreshed: '2 refreshed somewhere', milliseconds: 1250 }),
    ).toBe(
      [
        fleetTable(twice, NOW, { isColoured: false }),
        '4 credentials: 2 active, 1 invalid, 1 not seen yet',
        '2 refreshed somewhere in 1.3 s',
      ].join('\n'),
    )
  })

  it('writes no escape code', () => {
    const text = summary(fleet, { now: NOW, refreshed: '', milliseconds: 0 })

    expect(stripVTControlCharacters(text)).toBe(text)
  })
})
