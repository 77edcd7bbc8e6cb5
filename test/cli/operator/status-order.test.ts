import { describe, expect, it } from 'vitest'
import { STATUS_ORDERS, type StatusOrder, sorted } from '../../../lib/cli/operator/status-order.ts'
import { type StatusRow, statusRow } from '../../../lib/cli/operator/status-row.ts'
import { headLine, rowLine, widthsFor } from '../../../lib/cli/operator/status-table.ts'
import { later } from '../../../lib/rotation/schedule.ts'
import { completeItem } from '../../aws/complete-item.ts'
import { listedSecret } from '../../happy-env.ts'
import { NOW } from '../fleet.ts'

const row = (name: string, fields: Partial<StatusRow> = {}): StatusRow => ({
  name,
  arn: `arn:${name}`,
  provider: 'acme',
  format: 'credentials',
  status: 'active',
  isAtWork: false,
  nextAt: later(NOW, 600),
  expiresAt: later(NOW, 3600),
  grantEndsAt: undefined,
  consentEndsAt: undefined,
  refreshedAt: NOW,
  failures: undefined,
  error: undefined,
  message: undefined,
  ...fields,
})

const fleet = [
  row('b', { expiresAt: later(NOW, 60) }),
  row('a', { status: 'paused', nextAt: undefined, expiresAt: undefined }),
  row('d', { status: 'invalid', grantEndsAt: later(NOW, 86_400) }),
  row('c', { status: 'failing', nextAt: later(NOW, 1) }),
]

describe('when a fleet is sorted', () => {
  const expected: Readonly<Record<StatusOrder, string>> = {
    name: 'abcd',
    status: 'dcba',
    expires: 'bcda',
    next: 'cbda',
    ends: 'dabc',
  }
  it.each(STATUS_ORDERS)('shows the worst or the soonest by %s first', (order) => {
    expect(
      sorted(fleet, order)
        .map(({ name }) => name)
        .join(''),
    ).toBe(expected[order])
  })
})

describe('when a row is written', () => {
  const style = { widths: [8, 4, 6, 6, 10, 10, 4], now: NOW, isColoured: false }

  it.each<readonly [Partial<StatusRow>, string]>([
    [{}, 'name      acme  active  in 60 min  in 10 min'],
    [{ isAtWork: true }, 'name      acme  active  in 60 min  at work'],
    [{ nextAt: NOW }, 'name      acme  active  in 60 min  now'],
    [
      { status: 'static', nextAt: later(NOW, 364 * 86_400) },
      'name      acme  static          when it changes',
    ],
    [
      { grantEndsAt: later(NOW, 86_400 * 3), message: 'mend it' },
      'name      acme  active  in 60 min  in 10 min   in 3 days   mend it',
    ],
  ])('tells %j', (fields, line) => {
    expect(rowLine(row('name', fields), style)).toBe(line)
  })

  it('cuts the message where the screen ends', () => {
    const line = rowLine(row('name', { message: 'x'.repeat(200) }), { ...style, columns: 80 })

    expect(line.endsWith('x…')).toBe(true)
    expect(line.length).toBeLessThanOrEqual(84)
  })

  it('is coloured where colours are welcome', () => {
    expect(rowLine(row('name'), { ...style, isColoured: true })).toContain('\x1b[32mactive')
    expect(headLine(style.widths, true)).toContain('\x1b[1m')
  })

  it('has the widths that all rows need', () => {
    expect(widthsFor([row('a-long-name-of-a-secret')], NOW)[0]).toBe(23)
  })
})

describe('when a secret is listed', () => {
  const world = { tagPrefix: 'token-rotation', now: NOW }

  it('is told with what the ledger knows', () => {
    expect(statusRow(listedSecret, completeItem, world)).toMatchObject({
      provider: 'acme',
      status: 'failing',
      isAtWork: true,
      message: completeItem.message,
    })
  })

  it('is new without an item, and due', () => {
    expect(statusRow(listedSecret, undefined, world)).toMatchObject({ status: 'new', nextAt: NOW })
  })

  it('is told apart where its item has a layout of another version', () => {
    expect(statusRow(listedSecret, 'unreadable', world)).toMatchObject({ status: 'unreadable' })
  })
})
