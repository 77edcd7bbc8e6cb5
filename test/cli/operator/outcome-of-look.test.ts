import { describe, expect, it } from 'vitest'
import { outcomeOfLook } from '../../../lib/cli/operator/outcome-of-look.ts'
import type { LedgerItem } from '../../../lib/rotation/ledger-item.ts'
import { later } from '../../../lib/rotation/schedule.ts'
import { itemIn, NOW } from '../fleet.ts'

const before = itemIn('failing', { refreshedAt: later(NOW, -7200) })
const lookedAt = (status: LedgerItem['status'], fields: Partial<LedgerItem> = {}) =>
  outcomeOfLook(before, { ...before, status, ...fields }, NOW)

describe('when a credential was looked at', () => {
  it.each<[string, ReturnType<typeof lookedAt>, ReturnType<typeof lookedAt>]>([
    [
      'a refresh',
      lookedAt('active', { refreshedAt: NOW }),
      {
        result: 'refreshed',
        line: 'refreshed; the access token ends in 3 h; next look in 2 h',
        verdict: 0,
      },
    ],
    [
      'a look alone',
      lookedAt('active'),
      {
        result: 'not refreshed',
        line: 'active, not refreshed now; the access token ends in 3 h; next look in 2 h',
        verdict: 0,
      },
    ],
    [
      'a credential without a refresh token',
      lookedAt('static'),
      { result: 'not refreshed', line: 'static: there is nothing to refresh', verdict: 0 },
    ],
    ['a pause', lookedAt('paused'), { result: 'not refreshed', line: 'paused', verdict: 1 }],
    [
      'a failure that is tried again',
      lookedAt('failing', { message: 'the provider did not answer', nextAt: later(NOW, 60) }),
      {
        result: 'failed',
        line: 'failing: the provider did not answer; next try in 60 s',
        verdict: 1,
      },
    ],
    [
      'a dead grant, whatever it was before',
      lookedAt('reauthorize', { message: 'log in again', refreshedAt: NOW }),
      { result: 'failed', line: 'reauthorize: log in again', verdict: 1 },
    ],
    [
      'a secret that cannot be used',
      lookedAt('invalid', { message: undefined, error: 'invalid_secret' }),
      { result: 'failed', line: 'invalid: invalid_secret', verdict: 1 },
    ],
  ])('tells of %s', (_, told, expected) => {
    expect(told).toStrictEqual(expected)
  })
})
