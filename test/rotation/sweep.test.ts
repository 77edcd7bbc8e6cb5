import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { describe, expect, it } from 'vitest'
import type { LedgerItem } from '../../lib/rotation/ledger-item.ts'
import type { ListedSecret } from '../../lib/rotation/listed-secret.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { sweep } from '../../lib/rotation/sweep.ts'
import type { SweepEnv } from '../../lib/rotation/sweep-env.ts'
import { awsFailure, NOW, secretArn, steadyItem } from '../fixed-data.ts'
import { happySweepEnv, listedSecret } from '../happy-env.ts'

const secret = (name: string, fields: Partial<ListedSecret> = {}): ListedSecret => ({
  ...listedSecret,
  arn: `${secretArn}-${name}`,
  ...fields,
})

const message = (name: string, fields: object = {}) => ({
  secretArn: `${secretArn}-${name}`,
  versionId: 'v1',
  provider: 'acme',
  dueAt: NOW,
  ...fields,
})

const NO_OUTAGE = { heldBack: 0, probes: 0, providersUnavailable: 0 }
const REST = { ...NO_OUTAGE, endingWithin30Days: 0, endingWithin7Days: 0, endingWithin1Day: 0 }

/** What a sweep reports of itself. */
const reported = async (env: SweepEnv) =>
  pipe(
    await sweep(env)(),
    E.map(({ report }) => report),
  )

const pagesOf =
  (pages: Readonly<Record<string, readonly ListedSecret[]>>): SweepEnv['list'] =>
  (next = '0') =>
    TE.right({
      secrets: pages[next] ?? [],
      next: String(Number(next) + 1) in pages ? String(Number(next) + 1) : undefined,
    })

const nothingKnown: SweepEnv['items'] = () => TE.right(new Map())

describe('when one secret is due', () => {
  it('sends it once, with what Rotate needs to know', async () => {
    const { env, sent } = happySweepEnv()
    expect(await reported(env)).toEqual(
      E.right({ secrets: 1, skipped: 0, due: 1, sent: 1, pages: 1, ...REST }),
    )
    expect(sent).toEqual([[{ secretArn, versionId: 'v1', provider: 'acme', dueAt: NOW }]])
  })
})

describe('when nothing is due before the next sweep', () => {
  const notDue =
    (seconds: number): SweepEnv['items'] =>
    () =>
      TE.right(new Map([[secretArn, { ...steadyItem, nextAt: later(NOW, seconds) }]]))

  it('sends nothing', async () => {
    const { env, sent } = happySweepEnv()
    expect(await reported({ ...env, items: notDue(301) })).toEqual(
      E.right({ secrets: 1, skipped: 0, due: 0, sent: 0, pages: 1, ...REST }),
    )
    expect(sent).toEqual([])
  })

  it('sends what is due until then, with its date', async () => {
    const { env, sent } = happySweepEnv()
    await sweep({ ...env, items: notDue(300) })()
    expect(sent.flat().map(({ dueAt }) => dueAt)).toEqual([later(NOW, 300)])
  })

  it('looks as far ahead as the sweeps are apart', async () => {
    const { env, sent } = happySweepEnv()
    await sweep({ ...env, sweepMinutes: 15, items: notDue(900) })()
    expect(sent.flat()).toHaveLength(1)
  })
})

describe('when somebody is at the secret', () => {
  it('sends nothing', async () => {
    const { env, sent } = happySweepEnv()
    const lease = { holder: 'id-1', until: later(NOW, 60) }
    await sweep({
      ...env,
      items: () => TE.right(new Map([[secretArn, { ...steadyItem, lease }]])),
    })()
    expect(sent).toEqual([])
  })
})

describe('when the list has several pages', () => {
  it('reads them all, and asks the ledger once for each that holds a secret of ours', async () => {
    const { env, sent } = happySweepEnv()
    const asked: (readonly string[])[] = []
    const report = await reported({
      ...env,
      list: pagesOf({
        0: [secret('a'), secret('b', { isDeleted: true })],
        1: [],
        2: [secret('replica', { primaryRegion: 'us-east-1' })],
        3: [secret('c')],
      }),
      items: (arns) => {
        asked.push(arns)
        return nothingKnown(arns)
      },
    })
    expect(report).toEqual(E.right({ secrets: 2, skipped: 2, due: 2, sent: 2, pages: 4, ...REST }))
    expect(asked).toEqual([[`${secretArn}-a`], [`${secretArn}-c`]])
    expect(sent).toEqual([[message('a')], [message('c')]])
  })

  it('passes thousands of them without keeping a chain in memory', async () => {
    const { env } = happySweepEnv()
    const list: SweepEnv['list'] = (next = '0') =>
      TE.right({
        secrets: [],
        next: next === '5000' ? undefined : String(Number(next) + 1),
      })
    expect(await reported({ ...env, list })).toEqual(
      E.right({ secrets: 0, skipped: 0, due: 0, sent: 0, pages: 5001, ...REST }),
    )
  })
})

describe('when a page cannot be read', () => {
  it('fails, and what was sent before stays sent', async () => {
    const { env, sent } = happySweepEnv()
    const list: SweepEnv['list'] = (next) =>
      next === undefined
        ? TE.right({ secrets: [secret('a')], next: '1' })
        : TE.left(awsFailure('ListSecrets', 'ThrottlingException'))
    expect(await reported({ ...env, list, items: nothingKnown })).toEqual(
      E.left(awsFailure('ListSecrets', 'ThrottlingException')),
    )
    expect(sent).toEqual([[message('a')]])
  })

  it.each<[string, Partial<SweepEnv>]>([
    ['ledger', { items: () => TE.left(awsFailure('BatchGetItem')) }],
    ['queue', { send: () => TE.left(awsFailure('BatchGetItem')) }],
    ['depth of the queue', { queueDepth: TE.left(awsFailure('BatchGetItem')) }],
    [
      'place of the last sweep',
      { walk: { ...happySweepEnv().env.walk, read: TE.left(awsFailure('BatchGetItem')) } },
    ],
  ])('fails when the %s cannot be reached', async (_, port) => {
    expect(await reported({ ...happySweepEnv().env, ...port })).toEqual(
      E.left(awsFailure('BatchGetItem')),
    )
  })
})

describe('when the provider of a secret is not known', () => {
  it('sends it in the group "unknown", so that Rotate can say so', async () => {
    const { env, sent } = happySweepEnv()
    const tags = { 'token-rotation:provider': 'someone '.repeat(30) }
    await sweep({ ...env, list: pagesOf({ 0: [secret('a', { tags })] }), items: nothingKnown })()
    expect(sent).toEqual([[message('a', { provider: 'unknown' })]])
  })
})

describe('when the queue is nearly full', () => {
  const dueIn: Readonly<Record<string, number>> = { a: -10, b: -30, c: 60, d: -20 }
  const items: SweepEnv['items'] = (arns) =>
    TE.right(
      new Map(
        arns.map((arn) => [
          arn,
          { ...steadyItem, id: arn, nextAt: later(NOW, dueIn[arn.slice(-1)] ?? 0) },
        ]),
      ),
    )
  const list = pagesOf({ 0: ['a', 'b', 'c', 'd'].map((name) => secret(name)), 1: [secret('e')] })
  const namesOf = (sent: ReturnType<typeof happySweepEnv>['sent']) =>
    sent.map((batch) => batch.map((due) => due.secretArn.slice(-1)).join(''))

  it('sends the oldest due first', async () => {
    const { env, sent } = happySweepEnv()
    await sweep({ ...env, list, items })()
    expect(namesOf(sent)).toEqual(['bdac', 'e'])
  })

  it('tops it up to what can be drained before the next sweep', async () => {
    const { env, sent } = happySweepEnv()
    const report = await reported({ ...env, list, items, queueDepth: TE.right(7498) })
    expect(namesOf(sent)).toEqual(['bd'])
    expect(report).toEqual(E.right({ secrets: 5, skipped: 0, due: 5, sent: 2, pages: 2, ...REST }))
  })

  it('gives the room of a message that was not taken to the next page', async () => {
    const { env, sent } = happySweepEnv()
    const send: SweepEnv['send'] = (due) => {
      sent.push(due)
      return TE.right(due.length - 1)
    }
    await sweep({ ...env, list, items, send, queueDepth: TE.right(7498) })()
    expect(namesOf(sent)).toEqual(['bd', 'e'])
  })

  it('sends nothing to a queue that is full', async () => {
    const { env, sent } = happySweepEnv()
    const report = await reported({ ...env, list, items, queueDepth: TE.right(9000) })
    expect(sent).toEqual([])
    expect(report).toEqual(E.right({ secrets: 5, skipped: 0, due: 5, sent: 0, pages: 2, ...REST }))
  })
})

describe('when the end of a grant is near', () => {
  const endingIn = (days: number, fields: Partial<LedgerItem> = {}): SweepEnv['items'] => {
    const consentEndsAt = later(NOW, days * 86_400)
    const nextAt = later(NOW, 3000)
    return () =>
      TE.right(new Map([[secretArn, { ...steadyItem, nextAt, consentEndsAt, ...fields }]]))
  }

  it('sends the credential that is due for nothing else, so that the end is told', async () => {
    const { env, sent } = happySweepEnv()
    await sweep({ ...env, items: endingIn(5) })()
    expect(sent).toEqual([[{ secretArn, versionId: 'v1', provider: 'acme', dueAt: NOW }]])
  })

  it('sends it in the moment in which the next step begins', async () => {
    const { env, sent } = happySweepEnv()
    await sweep({ ...env, items: endingIn(30 + 60 / 86_400) })()
    expect(sent.flat().map(({ dueAt }) => dueAt)).toEqual([later(NOW, 60)])
  })

  it('sends nothing once it was told, and counts it all the same', async () => {
    const { env, sent } = happySweepEnv()
    const forecast = { endsAt: later(NOW, 5 * 86_400), days: 7 }
    expect(await reported({ ...env, items: endingIn(5, { forecast }) })).toEqual(
      E.right({
        secrets: 1,
        skipped: 0,
        due: 0,
        sent: 0,
        pages: 1,
        ...NO_OUTAGE,
        endingWithin30Days: 1,
        endingWithin7Days: 1,
        endingWithin1Day: 0,
      }),
    )
    expect(sent).toEqual([])
  })

  it('counts over all pages', async () => {
    const { env } = happySweepEnv()
    const days: Readonly<Record<string, number>> = { a: 0.5, b: 20, c: 6, d: 40 }
    const items: SweepEnv['items'] = (arns) =>
      TE.right(
        new Map(
          arns.map((arn) => {
            const consentEndsAt = later(NOW, (days[arn.slice(-1)] ?? 0) * 86_400)
            return [arn, { ...steadyItem, id: arn, consentEndsAt }]
          }),
        ),
      )
    const list = pagesOf({ 0: [secret('a'), secret('b')], 1: [secret('c'), secret('d')] })
    expect(await reported({ ...env, list, items })).toMatchObject(
      E.right({ endingWithin30Days: 3, endingWithin7Days: 2, endingWithin1Day: 1 }),
    )
  })
})
