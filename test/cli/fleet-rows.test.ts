import { describe, expect, it } from 'vitest'
import { FLEET_COLUMNS, fleetRows, fromNow } from '../../lib/cli/fleet-rows.ts'
import type { FleetRow } from '../../lib/local/fleet.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { fleet, itemIn, NOW } from './fleet.ts'

describe('when a date is told from now', () => {
  it.each([
    [0, 'in 0 s'],
    [0.4, 'in 0 s'],
    [-0.4, 'in 0 s'],
    [1, 'in 1 s'],
    [-1, '1 s ago'],
    [89, 'in 89 s'],
    [-89, '89 s ago'],
    [90, 'in 2 min'],
    [-91, '2 min ago'],
    [5399, 'in 90 min'],
    [-5399, '90 min ago'],
    [5400, 'in 2 h'],
    [-5401, '2 h ago'],
    [172_799, 'in 48 h'],
    [172_800, 'in 2 days'],
    [-172_800, '2 days ago'],
    [31_536_000, 'in 365 days'],
  ])('says of %f seconds: %s', (seconds, text) => {
    expect(fromNow(later(NOW, seconds), NOW)).toBe(text)
  })

  it('says nothing of a date that is not known', () => {
    expect(fromNow(undefined, NOW)).toBe('')
  })
})

describe('when a fleet is shown', () => {
  it('has a cell for every column', () => {
    expect(fleetRows(fleet, NOW).map(({ length }) => length)).toStrictEqual(
      fleet.map(() => FLEET_COLUMNS.length),
    )
  })

  it('tells of each what is known', () => {
    expect(fleetRows(fleet, NOW)).toStrictEqual([
      [
        'smartsheet/reporting',
        'smartsheet',
        'smartsheets',
        'active',
        'in 3 h',
        'in 2 h',
        'token refreshed',
      ],
      [
        'acme-crm/typo',
        'acme-crm',
        'credentials-camel-case',
        'invalid',
        '',
        'in 50 min',
        "the secret's text is not a credential: issued_at: expected an ISO 8601 date-time",
      ],
      ['retently/new', 'retently', '', 'not seen yet', '', '', ''],
    ])
  })

  it.each<[string, FleetRow['item'], FleetRow['lastEvent'], string]>([
    ['was looked at and left alone', itemIn('active'), undefined, 'looked at, not due'],
    ['is leased for the first time', itemIn(undefined), undefined, ''],
    [
      'was refreshed',
      itemIn('active'),
      { detailType: 'Token Refreshed', time: NOW },
      'token refreshed',
    ],
    [
      'fails, whatever was told before',
      itemIn('failing', { message: 'the provider did not answer' }),
      { detailType: 'Token Refreshed', time: NOW },
      'the provider did not answer',
    ],
  ])('says last of one that %s what there is to say', (_, item, lastEvent, text) => {
    const rows = fleetRows([{ arn: 'arn', name: 'a', provider: 'b', item, lastEvent }], NOW)

    expect(rows.map((row) => row.at(-1))).toStrictEqual([text])
  })
})
