import * as TE from 'fp-ts/TaskEither'
import { describe, expect, it } from 'vitest'
import { lookAt } from '../../lib/rotation/grant-forecast.ts'
import type { LedgerItem } from '../../lib/rotation/ledger-item.ts'
import { rotate } from '../../lib/rotation/rotate.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { losingFirstReply } from '../fakes.ts'
import { awsFailure, NOW, SUCCESSOR, secretArn, steadyItem, textOf } from '../fixed-data.ts'
import { happyEnv } from '../happy-env.ts'

const DAY = 86_400
const inDays = (days: number): Date => later(NOW, days * DAY)

const forecast = (endsAt: Date, daysLeft: number, why: string) => ({
  detailType: 'Grant Ends Soon',
  detail: {
    secretArn,
    secretName: 'crm/acme',
    provider: 'acme',
    grantEndsAt: endsAt.toISOString(),
    daysLeft,
    message: `the grant ends at ${endsAt.toISOString()}${why}`,
  },
})

const FIXED = ', however often it is refreshed; a person must log in again before'
const MOVABLE =
  ' unless a refresh succeeds before; mend what makes it fail, or a person must log in again before'

const CONSENT = { grantEndsAt: inDays(5), consentEndsAt: inDays(5) }

/** A credential that is fresh, and what else is known of it. */
const world = (fields: Partial<LedgerItem>) => {
  const happy = happyEnv()
  happy.remember({ nextAt: later(NOW, 3000), ...fields })
  return happy
}

describe('when a consent ends in 5 days, and nobody was told', () => {
  it('tells the most urgent step, and sends nothing to the provider', async () => {
    const { env, request, events, provider } = world(CONSENT)
    expect(await rotate(env)(request())()).toMatchObject({ result: 'not due' })
    expect(events).toEqual([forecast(inDays(5), 7, FIXED)])
    expect(provider.sent).toEqual([])
  })

  it('remembers it, and changes nothing else', async () => {
    const { env, request, ledger } = world(CONSENT)
    await rotate(env)(request())()
    expect(ledger.item()).toEqual({
      ...steadyItem,
      ...CONSENT,
      nextAt: later(NOW, 3000),
      forecast: { endsAt: inDays(5), days: 7 },
    })
  })

  it('tells it before it remembers it', async () => {
    const { env, request, calls } = world(CONSENT)
    await rotate(env)(request())()
    expect(calls).toEqual(['acquire', 'describe', 'getVersion', 'publish', 'update'])
  })

  it('tells it once', async () => {
    const { env, request, events, ledger, clock } = world(CONSENT)
    await rotate(env)(request())()
    clock.pass(DAY)
    ledger.items.set(secretArn, { ...ledger.item(), nextAt: inDays(2) })
    await rotate(env)(request())()
    expect(events).toHaveLength(1)
  })

  it('is looked at for it by the sweep before, and not after', async () => {
    const { env, request, ledger } = world(CONSENT)
    const sweep = { refreshAt: later(NOW, 3000), now: NOW, until: later(NOW, 300) }
    expect(lookAt(ledger.item(), sweep)).toEqual(NOW)
    await rotate(env)(request())()
    expect(lookAt(ledger.item(), sweep)).toEqual(later(NOW, 3000))
  })

  it('tells the last step when it comes', async () => {
    const { env, request, events, clock, remember } = world(CONSENT)
    await rotate(env)(request())()
    clock.pass(4 * DAY)
    remember({ nextAt: inDays(10) })
    await rotate(env)(request())()
    expect(events.map(({ detail }) => detail)).toMatchObject([{ daysLeft: 7 }, { daysLeft: 1 }])
  })
})

describe('when a credential is due for a refresh as well', () => {
  it('is promoted first, and told of before the outcome is written down', async () => {
    const { env, request, calls, events, ledger } = world({ ...CONSENT, nextAt: NOW })
    expect(await rotate(env)(request())()).toMatchObject({ result: 'refreshed' })
    expect(calls.slice(calls.indexOf('POST'))).toEqual([
      'POST',
      'putPending',
      'promote',
      'publish',
      'update',
      'publish',
    ])
    expect(events.map(({ detailType }) => detailType)).toEqual([
      'Grant Ends Soon',
      'Token Refreshed',
    ])
    expect(ledger.item()).toMatchObject({
      version: SUCCESSOR,
      forecast: { endsAt: inDays(5), days: 7 },
    })
  })
})

describe('when the bus takes no event', () => {
  const silent = (happy: ReturnType<typeof world>) => ({
    ...happy.env,
    publish: () => TE.left(awsFailure('PutEvents')),
  })

  it('fails no refresh, and leaves the forecast for the next run', async () => {
    const happy = world({ ...CONSENT, nextAt: NOW })
    expect(await rotate(silent(happy))(happy.request())()).toMatchObject({
      result: 'refreshed',
      isToBeRetried: false,
    })
    expect(happy.ledger.item()).toMatchObject({ version: SUCCESSOR, intent: undefined })
    expect(happy.ledger.item().forecast).toBeUndefined()
    await rotate(happy.env)(happy.request())()
    expect(happy.events).toEqual([forecast(inDays(5), 7, FIXED)])
  })
})

describe('when the outcome cannot be written down after the event', () => {
  it('tells it again, rather than never', async () => {
    const happy = world(CONSENT)
    const update = () => TE.left(awsFailure('UpdateItem'))
    const broken = { ...happy.env, ledger: { ...happy.env.ledger, update } }
    expect(await rotate(broken)(happy.request())()).toMatchObject({ result: 'given up' })
    happy.clock.pass(150)
    await rotate(happy.env)(happy.request())()
    expect(happy.events).toEqual([forecast(inDays(5), 7, FIXED), forecast(inDays(5), 7, FIXED)])
  })

  it('tells it once if only the reply was lost', async () => {
    const happy = world(CONSENT)
    const update = losingFirstReply(happy.env.ledger.update)
    await rotate({ ...happy.env, ledger: { ...happy.env.ledger, update } })(happy.request())()
    expect(happy.events).toHaveLength(1)
    expect(happy.ledger.item().forecast).toEqual({ endsAt: inDays(5), days: 7 })
  })
})

describe('when the function is about to end', () => {
  it.each([
    [29, 0],
    [30, 1],
  ])('with %i s left, tells %i forecasts', async (seconds, told) => {
    const { env, request, events, ledger } = world(CONSENT)
    const endsAt = later(NOW, seconds)
    expect(await rotate(env)(request({ endsAt }))()).toMatchObject({ result: 'not due' })
    expect(events).toHaveLength(told)
    expect(ledger.item().lease).toBeUndefined()
  })
})

describe('when a refresh token dies unused', () => {
  const idle = { grantEndsAt: inDays(6), refreshedAt: inDays(-94) }

  it('says nothing while it is used in time', async () => {
    const { env, request, events } = world(idle)
    await rotate(env)(request())()
    expect(events).toEqual([])
  })

  it('says so when refreshes fail, and by when that must be mended', async () => {
    const { env, request, events, provider } = world({ ...idle, nextAt: NOW })
    provider.script.push(async () => Response.json({ error: 'invalid_client' }, { status: 401 }))
    await rotate(env)(request())()
    expect(events).toMatchObject([
      forecast(inDays(6), 7, MOVABLE),
      { detailType: 'Token Refresh Failed' },
      { detailType: 'Client Rejected' },
    ])
  })

  it('says nothing more once its death was found out', async () => {
    const { env, request, events, provider } = world({ ...idle, nextAt: NOW })
    provider.script.push(async () => Response.json({ error: 'invalid_grant' }, { status: 400 }))
    await rotate(env)(request())()
    expect(events.map(({ detailType }) => detailType)).toEqual(['Reauthorization Required'])
  })
})

describe('when people asked to leave a secret alone', () => {
  it('says nothing of its end', async () => {
    const { env, request, events, secrets } = world(CONSENT)
    secrets.tags['token-rotation:paused'] = ''
    await rotate(env)(request())()
    expect(events).toEqual([])
  })
})

describe('when another’s refresh is finished', () => {
  it('tells the forecast of what that left', async () => {
    const { env, request, events, secrets, ledger } = world({
      ...CONSENT,
      intent: {
        base: 'v1',
        successor: SUCCESSOR,
        kind: 'refresh',
        token: steadyItem.current,
        startedAt: later(NOW, -200),
      },
    })
    secrets.versions.set(SUCCESSOR, { text: textOf('refresh-0-1'), createdAt: later(NOW, -190) })
    expect(await rotate(env)(request())()).toMatchObject({ result: 'refreshed' })
    expect(events[0]).toEqual(forecast(inDays(5), 7, FIXED))
    expect(ledger.item().forecast).toEqual({ endsAt: inDays(5), days: 7 })
  })
})
