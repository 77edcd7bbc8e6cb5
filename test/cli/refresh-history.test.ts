import { describe, expect, it } from 'vitest'
import { expiredFor, refreshHistory } from '../../lib/cli/refresh-history.ts'
import type { LocalEvent } from '../../lib/local/event-bridge.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { fleet, NOW } from './fleet.ts'

const event = (detailType: string, seconds: number, resource: string): LocalEvent => ({
  id: 'event',
  busName: 'token-rotation',
  source: 'token-rotation',
  detailType,
  detail: { secretArn: resource, expiresAt: later(NOW, seconds + 3600).toISOString() },
  resources: [resource],
  time: later(NOW, seconds),
})

describe('when credentials were refreshed', () => {
  it('tells of each when, and until when its access token is good', () => {
    const events = [
      event('Token Refreshed', 0, 'arn-1'),
      event('Token Refresh Failed', 100, 'arn-1'),
      event('Token Refreshed', 60, 'arn-3'),
      event('Token Refreshed', 2880, 'arn-1'),
    ]

    expect(refreshHistory(fleet, events)).toStrictEqual([
      {
        name: 'smartsheet/reporting',
        refreshes: [
          { at: NOW, expiresAt: later(NOW, 3600) },
          { at: later(NOW, 2880), expiresAt: later(NOW, 6480) },
        ],
      },
      { name: 'acme-crm/typo', refreshes: [] },
      {
        name: 'retently/new',
        refreshes: [{ at: later(NOW, 60), expiresAt: later(NOW, 3660) }],
      },
    ])
  })
})

describe('when access tokens followed each other', () => {
  const refreshes = [0, 4000, 7000].map((seconds) => ({
    at: later(NOW, seconds),
    expiresAt: later(NOW, seconds + 3600),
  }))

  it('adds up how long none was good, up to the end', () => {
    const history = { name: 'a', refreshes }

    expect(expiredFor(history, later(NOW, 10_600))).toBe(400_000)
    expect(expiredFor(history, later(NOW, 10_700))).toBe(500_000)
  })
})
