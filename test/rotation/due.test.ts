import { describe, expect, it } from 'vitest'
import { dueOf, outlastedOutage } from '../../lib/rotation/due.ts'
import type { LedgerItem } from '../../lib/rotation/ledger-item.ts'
import type { ListedSecret } from '../../lib/rotation/listed-secret.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { itemOf, NOW, printOf, steadyItem } from '../fixed-data.ts'
import { listedSecret } from '../happy-env.ts'

const TOMORROW = later(NOW, 86_400)

const due = (item: LedgerItem | undefined, secret: Partial<ListedSecret> = {}) =>
  dueOf({ ...listedSecret, ...secret }, item, 'token-rotation', NOW)?.at

const item = (fields: Partial<LedgerItem> = {}): LedgerItem => ({
  ...steadyItem,
  nextAt: TOMORROW,
  ...fields,
})

const intent = {
  base: 'v1',
  successor: 'v2',
  kind: 'refresh',
  token: printOf('refresh-0-0'),
  startedAt: later(NOW, -300),
} as const

describe('a secret that nobody touched', () => {
  it('is due when the ledger says', () => {
    expect(due(item())).toEqual(TOMORROW)
    expect(due(item({ nextAt: later(NOW, -60) }))).toEqual(later(NOW, -60))
  })
})

describe('a secret that is not known', () => {
  it('is due at once without an item', () => {
    expect(due(undefined)).toEqual(NOW)
  })

  it('is due at once with an item that a run only began', () => {
    expect(due(itemOf({}))).toEqual(NOW)
  })
})

describe('a secret that somebody wrote', () => {
  it('is due at once', () => {
    expect(due(item(), { current: 'edit-1' })).toEqual(NOW)
  })
})

describe('a secret whose tags somebody changed', () => {
  it.each<Readonly<Record<string, string>>>([
    { 'token-rotation:provider': 'hooli' },
    { 'token-rotation:provider': 'acme', 'token-rotation:paused': '' },
    { 'token-rotation:provider': 'acme', 'token-rotation:format': 'retently' },
  ])('is due at once under %j', (tags) => {
    expect(due(item(), { tags })).toEqual(NOW)
  })

  it('is due when the ledger says if they are no policy', () => {
    expect(due(item(), { tags: { ...listedSecret.tags, team: 'crm' } })).toEqual(TOMORROW)
  })
})

describe('a list that lags behind our own promotion', () => {
  const refreshed = (secondsAgo: number) =>
    item({ version: 'v2', base: 'v1', refreshedAt: later(NOW, -secondsAgo) })

  it('is no news for 10 minutes', () => {
    expect(due(refreshed(0))).toEqual(TOMORROW)
    expect(due(refreshed(599))).toEqual(TOMORROW)
  })

  it('is a rollback from then on', () => {
    expect(due(refreshed(600))).toEqual(NOW)
  })

  it('is news at once when it shows neither version', () => {
    expect(due(refreshed(0), { current: 'edit-1' })).toEqual(NOW)
  })
})

describe('while a lease is held', () => {
  const lease = { holder: 'id-1', until: later(NOW, 1) }

  it('is not due, whatever else is known', () => {
    expect(due(item({ lease }))).toBeUndefined()
    expect(due(item({ lease, intent }), { current: 'edit-1' })).toBeUndefined()
  })

  it('is due again from the moment at which the lease ends', () => {
    expect(due(item({ lease: { ...lease, until: NOW }, nextAt: NOW }))).toEqual(NOW)
  })
})

describe('when a run was cut off', () => {
  it('is due at once', () => {
    expect(due(item({ intent }))).toEqual(NOW)
    expect(due(item({ intent, lease: { holder: 'id-1', until: later(NOW, -1) } }))).toEqual(NOW)
  })
})

describe('a look that may need no token request', () => {
  it.each<[string, boolean, LedgerItem | undefined, Partial<ListedSecret>]>([
    ['the date in the ledger', true, item(), {}],
    ['a secret that is not known', false, undefined, {}],
    ['a version that somebody wrote', false, item(), { current: 'edit-1' }],
    ['an open intent', false, item({ intent }), {}],
  ])('is told from one that does: %s', (_, isPlanned, known, secret) => {
    expect(dueOf({ ...listedSecret, ...secret }, known, 'token-rotation', NOW)?.isPlanned).toBe(
      isPlanned,
    )
  })
})

describe('a credential that backs off from an outage', () => {
  const failing = { status: 'failing', outageAt: later(NOW, -300) } as const

  it.each([-300, -1])('has outlasted an outage that ended %d s from now', (seconds) => {
    expect(outlastedOutage(failing, later(NOW, seconds))).toBe(true)
  })

  it.each([undefined, later(NOW, -301)])(
    'has not outlasted one that ended at %s',
    (recoveredAt) => {
      expect(outlastedOutage(failing, recoveredAt)).toBe(false)
    },
  )

  it.each<Partial<LedgerItem>>([
    { status: 'failing', outageAt: undefined },
    { status: 'reauthorize', outageAt: later(NOW, -300) },
  ])('is none with %j', (fields) => {
    expect(outlastedOutage(item(fields), NOW)).toBe(false)
  })
})
