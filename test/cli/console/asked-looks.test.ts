import { describe, expect, it } from 'vitest'
import { progressOf } from '../../../lib/cli/console/asked-looks.ts'
import type { LedgerItem } from '../../../lib/rotation/ledger-item.ts'
import { later } from '../../../lib/rotation/schedule.ts'
import { itemIn, NOW } from '../fleet.ts'

const before = itemIn('failing', { refreshedAt: later(NOW, -7200), lease: undefined })
const leased = { ...before, lease: { holder: 'somebody', until: later(NOW, 60) } }
const progress = (item: LedgerItem | 'unreadable' | undefined, isPatient = true) =>
  progressOf(before, item, NOW, isPatient)

describe('when a look was asked for', () => {
  it.each([
    ['nobody came yet', progress(before), 'asked'],
    ['the ledger knows nothing', progress(undefined), 'asked'],
    ['somebody is at it', progress(leased), 'at work'],
    ['a lease has run out', progress({ ...leased, lease: { holder: 'a', until: NOW } }), 'asked'],
    ['it was refreshed', progress({ ...before, status: 'active', refreshedAt: NOW }), 'done'],
    ['it failed again', progress({ ...before, failures: 9 }), 'failed'],
    ['its item cannot be read', progress('unreadable'), 'failed'],
    ['nobody came in time', progress(before, false), 'unanswered'],
    ['somebody is at it for too long', progress(leased, false), 'unanswered'],
  ])('tells that %s', (_, { state }, expected) => {
    expect(state).toBe(expected)
  })

  it('says what came of it as the command rotate does', () => {
    expect(progress({ ...before, status: 'active', refreshedAt: NOW }).message).toBe(
      'refreshed; the access token ends in 3 h; next look in 2 h',
    )
  })
})
