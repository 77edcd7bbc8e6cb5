import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { describe, expect, it } from 'vitest'
import type { LedgerItem } from '../../lib/rotation/ledger-item.ts'
import type { ListedSecret } from '../../lib/rotation/listed-secret.ts'
import { NO_TROUBLE, type ProviderState } from '../../lib/rotation/provider-state.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { sweep } from '../../lib/rotation/sweep.ts'
import type { DueCredential, SweepEnv } from '../../lib/rotation/sweep-env.ts'
import { awsFailure, NOW, secretArn, steadyItem } from '../fixed-data.ts'
import { happySweepEnv, listedSecret } from '../happy-env.ts'

const DOWN: ProviderState = { ...NO_TROUBLE, outages: 7, openUntil: later(NOW, 40) }

type Credential = {
  readonly item?: Partial<LedgerItem> | undefined
  readonly secret?: Partial<ListedSecret>
}

/** Sweeps these credentials, one page for each list, and tells what was sent: names and seconds from now. */
const sweepOf = async (
  pages: readonly Readonly<Record<string, Credential>>[],
  state: ProviderState | undefined,
  fields: Partial<SweepEnv> = {},
) => {
  const sent: DueCredential[] = []
  const asked: (readonly string[])[] = []
  const arnOf = (name: string): string => `${secretArn}-${name}`
  const all = pages.flatMap((page) => Object.entries(page))
  const items = new Map(
    all.flatMap(([name, { item = {} }]) => [
      [arnOf(name), { ...steadyItem, id: arnOf(name), ...item }] as const,
    ]),
  )
  const env: SweepEnv = {
    ...happySweepEnv().env,
    list: (next = '0') =>
      TE.right({
        secrets: Object.entries(pages[Number(next)] ?? {}).map(([name, { secret = {} }]) => ({
          ...listedSecret,
          arn: arnOf(name),
          ...secret,
        })),
        next: Number(next) + 1 < pages.length ? String(Number(next) + 1) : undefined,
      }),
    items: () => TE.right(items),
    providerStates: (ids) => {
      asked.push(ids)
      return TE.right(new Map(state === undefined ? [] : [['acme', state]]))
    },
    send: (due) => {
      sent.push(...due)
      return TE.right(due.length)
    },
    ...fields,
  }
  const report = pipe(
    await sweep(env)(),
    E.map((swept) => swept.report),
  )
  return {
    report: E.isRight(report) ? report.right : undefined,
    asked,
    sent: sent.map((due) => [
      due.secretArn.slice(secretArn.length + 1),
      (due.dueAt.getTime() - NOW.getTime()) / 1000,
    ]),
  }
}

const overdueBy = (seconds: number): Credential => ({ item: { nextAt: later(NOW, -seconds) } })

const hooli: Credential = {
  item: { policy: '{"provider":"hooli"}', nextAt: NOW },
  secret: { tags: { 'token-rotation:provider': 'hooli' } },
}

describe('when a provider is down', () => {
  it('sends a probe when the breaker lets it through and one before the next sweep, of the oldest due of all pages', async () => {
    const { sent, report } = await sweepOf(
      [
        { a: overdueBy(10), b: overdueBy(500), c: overdueBy(20) },
        { d: overdueBy(900), e: overdueBy(5), f: { item: { nextAt: later(NOW, 250) } } },
      ],
      DOWN,
    )
    expect(sent).toEqual([
      ['d', 40],
      ['b', 270],
    ])
    expect(report).toMatchObject({
      due: 0,
      heldBack: 6,
      probes: 2,
      sent: 2,
      providersUnavailable: 1,
    })
  })

  it('sends what is due at other providers as always', async () => {
    const { sent } = await sweepOf([{ a: overdueBy(10), other: hooli }], DOWN)
    expect(sent).toEqual([
      ['other', 0],
      ['a', 40],
    ])
  })

  it('sends one probe where sweeps follow fast', async () => {
    const pages = [{ a: overdueBy(10), b: overdueBy(20) }]
    expect((await sweepOf(pages, DOWN, { sweepMinutes: 1 })).sent).toEqual([['b', 40]])
  })

  it('sends the last one before the credentials that wait are looked at again, where a walk takes three sweeps', async () => {
    const lastWalk = {
      savedAt: NOW,
      sweeps: 3,
      whole: undefined,
      begin: undefined,
      place: undefined,
    }
    const walk = { ...happySweepEnv().env.walk, read: TE.right({ revision: '1', walk: lastWalk }) }
    const pages = [{ a: overdueBy(10), b: overdueBy(20) }]

    expect((await sweepOf(pages, DOWN, { walk })).sent).toEqual([
      ['b', 40],
      ['a', 870],
    ])
  })

  it('sends a probe also to a queue that is full', async () => {
    const full = { queueDepth: TE.right(9000) }
    expect((await sweepOf([{ a: overdueBy(10) }], DOWN, full)).sent).toEqual([['a', 40]])
  })

  it.each<[string, Credential]>([
    ['an edit', { secret: { current: 'edit-1' } }],
    ['a change of tags', { item: { policy: '{"provider":"other"}' } }],
    [
      'a run that was cut off',
      {
        item: {
          intent: {
            base: 'v1',
            successor: 'v2',
            kind: 'refresh',
            token: undefined,
            startedAt: NOW,
          },
        },
      },
    ],
    ['the end of a grant', { item: { consentEndsAt: later(NOW, 86_400) } }],
  ])('sends what may need no request: %s', async (_, credential) => {
    const { sent, report } = await sweepOf([{ a: credential }], DOWN)
    expect(sent).toEqual([['a', 0]])
    expect(report).toMatchObject({ due: 1, heldBack: 0 })
  })
})

describe('when nobody opened a breaker anew for long', () => {
  const openFor = (seconds: number): ProviderState => ({ ...DOWN, openUntil: later(NOW, -seconds) })

  it('still sends probes only for two sweeps, at once', async () => {
    const { sent } = await sweepOf(
      [{ a: overdueBy(10), b: overdueBy(20), c: overdueBy(30) }],
      openFor(599),
    )
    expect(sent).toEqual([
      ['c', 0],
      ['b', 270],
    ])
  })

  it('then lets nothing starve', async () => {
    const { sent } = await sweepOf(
      [{ a: overdueBy(10), b: overdueBy(20), c: overdueBy(30) }],
      openFor(600),
    )
    expect(sent.map(([name]) => name)).toEqual(['c', 'b', 'a'])
  })
})

describe('when outages were counted and nobody opened the breaker', () => {
  it('sends what is due, so that whoever meets the next outage opens it', async () => {
    const { sent } = await sweepOf([{ a: overdueBy(10) }], { ...NO_TROUBLE, outages: 5 })
    expect(sent).toEqual([['a', -10]])
  })
})

describe('when a provider is back', () => {
  const BACK: ProviderState = { ...NO_TROUBLE, recoveredAt: later(NOW, -30) }
  const failing = (fields: Partial<LedgerItem> = {}): Credential => ({
    item: {
      status: 'failing',
      error: 'provider_unavailable',
      outageAt: later(NOW, -400),
      nextAt: later(NOW, 3000),
      ...fields,
    },
  })

  it('sends what failed and what was held back, spread over nine tenths of the time until the next sweep', async () => {
    const page = Object.fromEntries(
      Array.from({ length: 100 }, (_, i) => [`n${i}`, i % 2 === 0 ? failing() : overdueBy(60)]),
    )
    const { sent, report } = await sweepOf([page], BACK)
    const seconds = sent.map(([, at]) => Number(at))
    expect(report).toMatchObject({ due: 100, heldBack: 0, sent: 100, providersUnavailable: 0 })
    expect(Math.min(...seconds)).toBeLessThan(30)
    expect(Math.max(...seconds)).toBeGreaterThan(240)
    expect(Math.max(...seconds)).toBeLessThanOrEqual(270)
  })

  it.each<[string, Credential]>([
    ['failed again after it was back', failing({ outageAt: later(NOW, -10) })],
    ['failed for another reason', failing({ outageAt: undefined, error: 'client_rejected' })],
    ['waits for a person', failing({ status: 'reauthorize' })],
  ])('leaves alone what %s', async (_, credential) => {
    expect((await sweepOf([{ a: credential }], BACK)).sent).toEqual([])
  })

  it('sends what fell due since as always', async () => {
    const { sent } = await sweepOf([{ a: overdueBy(20), b: failing() }], BACK)
    expect(sent[0]).toEqual(['a', -20])
  })

  it('leaves a quarter of the queue to the others, on later pages too', async () => {
    const page = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`n${i}`, failing()]))
    const { sent } = await sweepOf([page, { other: hooli, another: hooli }], BACK, {
      queueDepth: TE.right(7500 - 8),
    })
    expect(sent.filter(([name]) => String(name).startsWith('n'))).toHaveLength(6)
    expect(sent.slice(6)).toEqual([
      ['other', 0],
      ['another', 0],
    ])
  })
})

describe('when the states of providers are read', () => {
  it('asks for each provider once in a sweep, and never for one that is not known', async () => {
    const unknown: Credential = { secret: { tags: { 'token-rotation:provider': 'nobody' } } }
    const { asked } = await sweepOf(
      [
        { a: overdueBy(1), b: overdueBy(2), c: unknown },
        { d: overdueBy(1), e: hooli },
        { f: hooli },
      ],
      undefined,
    )
    expect(asked).toEqual([['acme'], ['hooli']])
  })

  it('takes a provider for up that it cannot ask for, and asks again for the next page', async () => {
    const asked: (readonly string[])[] = []
    const { sent } = await sweepOf([{ a: overdueBy(10) }, { b: overdueBy(20) }], DOWN, {
      providerStates: (ids) => {
        asked.push(ids)
        return TE.left(awsFailure('BatchGetItem'))
      },
    })
    expect(sent).toEqual([
      ['a', -10],
      ['b', -20],
    ])
    expect(asked).toEqual([['acme'], ['acme']])
  })
})
