import { describe, expect, it } from 'vitest'
import { dueAt } from '../../lib/rotation/due.ts'
import type { LedgerItem } from '../../lib/rotation/ledger-item.ts'
import type { ListedSecret } from '../../lib/rotation/listed-secret.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { itemOf, NOW, printOf, steadyItem } from '../fixed-data.ts'
import { listedSecret } from '../happy-env.ts'

const TOMORROW = later(NOW, 86_400)

const due = (item: LedgerItem | undefined, secret: Partial<ListedSecret> = {}) =>
  dueAt({ ...listedSecret, ...secret }, item, 'token-rotation', NOW)

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
