import { describe, expect, it } from 'vitest'
import type { ProviderDefinition } from '../../lib/provider/provider-definition.ts'
import type { SendPost } from '../../lib/provider/token/token-request.ts'
import type { LedgerItem } from '../../lib/rotation/ledger-item.ts'
import { rotate } from '../../lib/rotation/rotate.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { failingTimes } from '../fakes.ts'
import { awsFailure, NOW, printOf, providers, SUCCESSOR, textOf } from '../fixed-data.ts'
import { happyEnv } from '../happy-env.ts'

const DAY = 86_400
const inDays = (days: number): Date => later(NOW, days * DAY)

/** The happy path at a provider with other rules. */
const worldAt = (rules: Partial<ProviderDefinition>) => {
  const world = happyEnv()
  const acme = providers.get('acme')
  if (acme === undefined) throw new Error('expected the provider of the happy path')
  const env = { ...world.env, providers: new Map([['acme', { ...acme, ...rules }]]) }
  return { ...world, env, acme }
}

const answer =
  (body: object): SendPost =>
  async () =>
    Response.json({ access_token: 'access-new', expires_in: 3600, ...body })

const endsOf = ({ grantEndsAt, consentEndsAt }: LedgerItem) => ({ grantEndsAt, consentEndsAt })

const LINKEDIN = { grantLifetimeSeconds: 365 * DAY, rotatesRefreshToken: false }

describe('when the provider keeps the refresh token and counts its days down (LinkedIn)', () => {
  it('remembers the end that it says, at every refresh', async () => {
    const { env, request, ledger, provider, clock, remember } = worldAt(LINKEDIN)
    provider.script.push(
      answer({ refresh_token: 'refresh-0-0', refresh_token_expires_in: 40 * DAY }),
    )
    await rotate(env)(request())()
    expect(endsOf(ledger.item())).toEqual({ grantEndsAt: inDays(40), consentEndsAt: inDays(40) })
    clock.pass(15 * DAY)
    remember({ nextAt: clock.now() })
    provider.script.push(answer({ refresh_token_expires_in: 25 * DAY }))
    await rotate(env)(request())()
    expect(endsOf(ledger.item())).toEqual({ grantEndsAt: inDays(40), consentEndsAt: inDays(40) })
  })

  it('forecasts it as soon as it is known', async () => {
    const { env, request, events, provider } = worldAt(LINKEDIN)
    provider.script.push(answer({ refresh_token_expires_in: 6 * DAY }))
    await rotate(env)(request())()
    expect(events).toMatchObject([
      {
        detailType: 'Grant Ends Soon',
        detail: { daysLeft: 7, grantEndsAt: inDays(6).toISOString() },
      },
      { detailType: 'Token Refreshed' },
    ])
  })
})

describe('when the provider says nothing of the end of a consent (NetSuite)', () => {
  const NETSUITE = { grantLifetimeSeconds: 7 * DAY, rotatesRefreshToken: false }

  it('counts from when the secret was written, through every refresh', async () => {
    const { env, request, ledger, secrets, provider } = worldAt(NETSUITE)
    ledger.items.clear()
    secrets.versions.set('v1', { text: textOf('refresh-0-0'), createdAt: inDays(-2) })
    provider.script.push(answer({}))
    expect(await rotate(env)(request())()).toMatchObject({ result: 'refreshed' })
    expect(endsOf(ledger.item())).toEqual({ grantEndsAt: inDays(5), consentEndsAt: inDays(5) })
    expect(ledger.item().forecast).toEqual({ endsAt: inDays(5), days: 7 })
  })

  it('knows it after a first look that had nothing to refresh', async () => {
    const { env, request, ledger, secrets, events } = worldAt(NETSUITE)
    ledger.items.clear()
    const text = textOf('refresh-0-0', { issued_at: NOW.toISOString() })
    secrets.versions.set('v1', { text, createdAt: inDays(-2) })
    expect(await rotate(env)(request())()).toMatchObject({ result: 'not due' })
    expect(endsOf(ledger.item())).toEqual({ grantEndsAt: inDays(5), consentEndsAt: inDays(5) })
    expect(events).toMatchObject([{ detail: { daysLeft: 7 } }])
  })

  it('starts over with a new consent, and forecasts that one anew', async () => {
    const { env, request, ledger, secrets, remember, provider, events } = worldAt(NETSUITE)
    const forecast = { endsAt: inDays(6.99), days: 1 }
    remember({ consentEndsAt: inDays(0.5), grantEndsAt: inDays(0.5), forecast })
    secrets.edit(textOf(provider.consent()))
    provider.script.push(answer({}))
    await rotate(env)(request())()
    expect(endsOf(ledger.item())).toEqual({ grantEndsAt: inDays(7), consentEndsAt: inDays(7) })
    expect(events.map(({ detail }) => detail)).toMatchObject([{ daysLeft: 7 }, {}])
  })

  it('starts over though the run that saw the new consent was cut off after its intent', async () => {
    const { env, request, ledger, secrets, remember, provider, clock } = worldAt(NETSUITE)
    remember({ consentEndsAt: inDays(0.5), grantEndsAt: inDays(0.5) })
    secrets.edit(textOf(provider.consent()))
    const isCutOff = new Promise<never>(() => {})
    const reached = new Promise<void>((resolve) => {
      provider.script.push(() => {
        resolve()
        return isCutOff
      })
    })
    void rotate(env)(request())()
    await reached
    clock.pass(200)
    provider.script.push(answer({}))
    expect(await rotate(env)(request())()).toMatchObject({ result: 'refreshed' })
    expect(ledger.item().consentEndsAt).toEqual(inDays(7))
  })

  it('does not start over when somebody edits around the same token', async () => {
    const { env, request, ledger, secrets, remember, provider } = worldAt(NETSUITE)
    const ends = { consentEndsAt: inDays(3), grantEndsAt: inDays(3) }
    remember(ends)
    secrets.edit(textOf('refresh-0-0', { note: 'edited' }))
    provider.script.push(answer({}))
    await rotate(env)(request())()
    expect(endsOf(ledger.item())).toEqual(ends)
  })
})

describe('when the answer names the end of the consent (Intuit)', () => {
  const INTUIT = {
    grantLifetimeSeconds: 1825 * DAY,
    refreshTokenIdleSeconds: 100 * DAY,
    answer: {
      accessToken: undefined,
      refreshToken: undefined,
      accessTokenEnd: undefined,
      refreshTokenEnd: [{ field: 'x_refresh_token_expires_in', as: 'seconds' }],
      grantEnd: [{ field: 'x_refresh_token_hard_expires_in', as: 'seconds' }],
    },
  } as const

  it('believes it, and keeps the earliest of all ends beside it', async () => {
    const { env, request, ledger, provider } = worldAt(INTUIT)
    provider.script.push(
      answer({
        refresh_token: 'refresh-0-1',
        x_refresh_token_expires_in: 100 * DAY,
        x_refresh_token_hard_expires_in: 400 * DAY,
      }),
    )
    await rotate(env)(request())()
    expect(endsOf(ledger.item())).toEqual({ grantEndsAt: inDays(100), consentEndsAt: inDays(400) })
  })
})

describe('when another run finishes a refresh', () => {
  it('knows from the catalogue what the answer cannot tell any more', async () => {
    const { env, request, ledger, clock, remember } = worldAt({
      refreshTokenIdleSeconds: 30 * DAY,
      grantLifetimeSeconds: 365 * DAY,
    })
    remember({ grantEndsAt: inDays(3), consentEndsAt: inDays(200) })
    const promote = failingTimes(99, env.secrets.promote, awsFailure('UpdateSecretVersionStage'))
    await rotate({ ...env, secrets: { ...env.secrets, promote } })(request())()
    clock.pass(200)
    expect(await rotate(env)(request())()).toMatchObject({ result: 'refreshed' })
    expect(ledger.item()).toMatchObject({
      version: SUCCESSOR,
      grantEndsAt: inDays(30),
      consentEndsAt: inDays(200),
    })
  })
})

describe('when an old value was put back', () => {
  it('keeps the ends of the grant whose token is restored', async () => {
    const { env, request, ledger, secrets, clock, remember } = worldAt({
      refreshTokenIdleSeconds: 30 * DAY,
      grantLifetimeSeconds: 365 * DAY,
    })
    remember({ consentEndsAt: inDays(200) })
    await rotate(env)(request())()
    const ends = endsOf(ledger.item())
    clock.pass(DAY)
    secrets.edit(textOf('refresh-0-0'))
    expect(await rotate(env)(request())()).toMatchObject({ result: 'restored' })
    expect(endsOf(ledger.item())).toEqual(ends)
    expect(ledger.item().current).toEqual(printOf('refresh-0-1'))
  })
})

describe('when a refresh token dies unused', () => {
  const IDLE = { refreshTokenIdleSeconds: 30 * DAY, accessTokenLifetimeSeconds: 90 * DAY }
  const longLived = { expires_in: 90 * DAY }

  it('is used after half of that time, though the access token lives on', async () => {
    const { env, request, ledger, provider } = worldAt(IDLE)
    provider.script.push(answer({ refresh_token: 'refresh-0-1', ...longLived }))
    await rotate(env)(request())()
    expect(ledger.item()).toMatchObject({ nextAt: inDays(15), grantEndsAt: inDays(30) })
  })

  it.each<[string, object]>([
    ['the issue, where the secret says it', { issued_at: inDays(-8).toISOString() }],
    ['when the secret was written, if that was before', { issued_at: inDays(-1).toISOString() }],
  ])('counts, at a first look, from %s', async (_, fields) => {
    const { env, request, ledger, secrets } = worldAt(IDLE)
    ledger.items.clear()
    const text = textOf('refresh-0-0', { ...longLived, ...fields })
    secrets.versions.set('v1', { text, createdAt: inDays(-8) })
    expect(await rotate(env)(request())()).toMatchObject({ result: 'not due' })
    expect(ledger.item()).toMatchObject({ nextAt: inDays(7), grantEndsAt: inDays(22) })
  })

  it('is used at once if the half is over at the first look', async () => {
    const { env, request, ledger, secrets } = worldAt(IDLE)
    ledger.items.clear()
    const text = textOf('refresh-0-0', { ...longLived, issued_at: NOW.toISOString() })
    secrets.versions.set('v1', { text, createdAt: inDays(-16) })
    expect(await rotate(env)(request())()).toMatchObject({ result: 'refreshed' })
  })

  it('is tried again within the hour after a failure', async () => {
    const { env, request, ledger, provider } = worldAt(IDLE)
    provider.script.push(async () => Response.json({ error: 'invalid_client' }, { status: 401 }))
    await rotate(env)(request())()
    expect(ledger.item()).toMatchObject({ status: 'failing' })
    expect(ledger.item().nextAt?.getTime()).toBeLessThanOrEqual(later(NOW, 3600).getTime())
  })

  it('counts from its own last use again after a restore', async () => {
    const { env, request, ledger, provider, secrets, clock } = worldAt(IDLE)
    provider.script.push(answer({ refresh_token: 'refresh-0-1', ...longLived }))
    await rotate(env)(request())()
    clock.pass(5 * DAY)
    secrets.edit(textOf('refresh-0-0'))
    expect(await rotate(env)(request())()).toMatchObject({ result: 'restored' })
    expect(ledger.item().nextAt).toEqual(inDays(15))
  })
})

describe('when a refresh token lives shorter than the access token', () => {
  it('is replaced after four fifths of its life at the latest', async () => {
    const { env, request, ledger, provider } = worldAt({
      accessTokenLifetimeSeconds: 60 * DAY,
      refreshTokenLifetimeSeconds: 30 * DAY,
    })
    provider.script.push(answer({ refresh_token: 'refresh-0-1', expires_in: 60 * DAY }))
    await rotate(env)(request())()
    const { nextAt } = ledger.item()
    expect(nextAt?.getTime()).toBeLessThanOrEqual(inDays(24).getTime())
    expect(nextAt?.getTime()).toBeGreaterThanOrEqual(inDays(23.4).getTime())
  })
})

describe('when only the answer says that the refresh token lives shorter', () => {
  it('is replaced after four fifths of that at the latest', async () => {
    const { env, request, ledger, provider } = worldAt({ accessTokenLifetimeSeconds: 60 * DAY })
    provider.script.push(
      answer({
        refresh_token: 'refresh-0-1',
        refresh_token_expires_in: 10 * DAY,
        expires_in: 60 * DAY,
      }),
    )
    await rotate(env)(request())()
    const { nextAt } = ledger.item()
    expect(nextAt?.getTime()).toBeLessThanOrEqual(inDays(8).getTime())
    expect(nextAt?.getTime()).toBeGreaterThanOrEqual(inDays(7.8).getTime())
  })
})

describe('when the access token itself is what is exchanged (Meta)', () => {
  const META = { grant: 'access_token', accessTokenLifetimeSeconds: 60 * DAY } as const

  it('ends with the access token, which no forecast tells as long as refreshes succeed', async () => {
    const { env, request, ledger, secrets, events } = worldAt(META)
    ledger.items.clear()
    const text = JSON.stringify({
      access_token: 'access-0-0',
      refresh_token: null,
      issued_at: inDays(-30).toISOString(),
      expires_in: 60 * DAY,
    })
    secrets.versions.set('v1', { text, createdAt: inDays(-30) })
    expect(await rotate(env)(request())()).toMatchObject({ result: 'not due' })
    expect(endsOf(ledger.item())).toEqual({ grantEndsAt: inDays(30), consentEndsAt: undefined })
    expect(events).toEqual([])
  })
})
