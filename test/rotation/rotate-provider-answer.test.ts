import * as TE from 'fp-ts/TaskEither'
import { describe, expect, it } from 'vitest'
import type { SendPost } from '../../lib/provider/token/token-request.ts'
import { rotate } from '../../lib/rotation/rotate.ts'
import { later } from '../../lib/rotation/schedule.ts'
import {
  awsFailure,
  NOW,
  printOf,
  SUCCESSOR,
  secretArn,
  steadyItem,
  textOf,
} from '../fixed-data.ts'
import { happyEnv } from '../happy-env.ts'

type World = ReturnType<typeof happyEnv>

const answer =
  (body: object, init: ResponseInit = {}): SendPost =>
  async () =>
    Response.json(body, init)

/** Nobody answers for the whole time-out; the request may have been carried out. */
const timeOut =
  ({ clock }: World): SendPost =>
  async ({ timeoutMilliseconds }) => {
    clock.pass(timeoutMilliseconds / 1000)
    throw { tag: 'ProviderUnavailable', cause: 'timed out', mayBeApplied: true }
  }

const noConnection: SendPost = async () => {
  throw { tag: 'ProviderUnavailable', cause: 'no connection', mayBeApplied: false }
}

const invalidGrant = answer({ error: 'invalid_grant' }, { status: 400 })

const run = async (...script: readonly ((world: World) => SendPost)[]) => {
  const world = happyEnv()
  world.provider.script.push(...script.map((post) => post(world)))
  const outcome = await rotate(world.env)(world.request())()
  return { ...world, outcome }
}

const failure = (errorCode: string, message: string) => ({
  result: 'failed',
  isToBeRetried: false,
  secretArn,
  provider: 'acme',
  errorCode,
  message,
  areEventsLost: false,
})

const failing = (error: string, message: string, nextAt: Date, failures = 1) => ({
  ...steadyItem,
  status: 'failing',
  nextAt,
  failures,
  error,
  message,
})

describe('when the answer has no new refresh token', () => {
  it('keeps the one that was sent, and counts none as spent', async () => {
    const { secrets, ledger, outcome } = await run(() =>
      answer({ access_token: 'access-new', expires_in: 1800 }),
    )
    expect(outcome).toMatchObject({ result: 'refreshed' })
    expect(secrets.currentText()).toBe(
      textOf('refresh-0-0', {
        access_token: 'access-new',
        issued_at: NOW.toISOString(),
        expires_in: 1800,
      }),
    )
    expect(ledger.item()).toMatchObject({
      spent: undefined,
      current: printOf('refresh-0-0'),
      expiresAt: later(NOW, 1800),
    })
  })
})

describe('when the answer does not say how long the token lives', () => {
  it("takes the provider's lifetime", async () => {
    const { secrets, ledger } = await run(() => answer({ access_token: 'access-new' }))
    expect(JSON.parse(secrets.currentText())).toMatchObject({ expires_in: 3600 })
    expect(ledger.item().expiresAt).toEqual(later(NOW, 3600))
  })

  it('takes a day for the schedule where nobody knows, and claims nothing', async () => {
    const world = happyEnv()
    world.secrets.tags['token-rotation:provider'] = 'hooli'
    world.secrets.tags['token-rotation:param:tenant'] = 'berlin'
    world.provider.script.push(answer({ access_token: 'access-new' }))
    await rotate(world.env)(world.request())()
    expect(JSON.parse(world.secrets.currentText())).toMatchObject({ expires_in: null })
    const { nextAt, expiresAt } = world.ledger.item()
    expect(expiresAt).toBeUndefined()
    expect(nextAt?.getTime()).toBeGreaterThan(later(NOW, 86_400 * 0.77).getTime())
    expect(nextAt?.getTime()).toBeLessThan(later(NOW, 86_400 * 0.83).getTime())
  })
})

describe('when the answer says how long the refresh token lives', () => {
  it('remembers when the grant ends', async () => {
    const { ledger } = await run(() =>
      answer({
        access_token: 'access-new',
        refresh_token: 'refresh-new',
        refresh_token_expires_in: 86_400,
      }),
    )
    expect(ledger.item().grantEndsAt).toEqual(later(NOW, 86_400))
  })
})

describe('when an access token lives too short to be always fresh', () => {
  it('says so in the event', async () => {
    const { events } = await run(() => answer({ access_token: 'access-new', expires_in: 600 }))
    expect(events[0]?.detail).toMatchObject({
      message:
        'this access token lives 600 s and is refreshed every 16 minutes at the most, so it is not always fresh',
    })
  })
})

describe('when the provider rejects the grant', () => {
  const message =
    'Acme rejected the refresh token (invalid_grant); a person must log in again at Acme and put the new tokens into the secret'

  it('asks for a person, and leaves the secret as it is', async () => {
    const { outcome, ledger, secrets, events, calls } = await run(() => invalidGrant)
    expect(outcome).toEqual(failure('grant_rejected', message))
    expect(ledger.item()).toEqual({
      ...failing('grant_rejected', message, later(NOW, 86_400)),
      status: 'reauthorize',
    })
    expect(secrets.currentText()).toBe(textOf('refresh-0-0'))
    expect(events).toEqual([
      {
        detailType: 'Reauthorization Required',
        detail: {
          secretArn,
          secretName: 'crm/acme',
          provider: 'acme',
          errorCode: 'grant_rejected',
          message,
          failures: 1,
        },
      },
    ])
    expect(calls.filter((call) => call === 'putPending')).toEqual([])
  })

  it('tries once a day for a week, and says it once', async () => {
    const { env, request, ledger, events, provider, clock } = await run(() => invalidGrant)
    for (let day = 2; day <= 8; day++) {
      provider.script.push(invalidGrant)
      clock.pass(86_400)
      await rotate(env)(request())()
    }
    expect(provider.sent).toHaveLength(8)
    expect(ledger.item()).toMatchObject({
      failures: 8,
      nextAt: later(clock.now(), 365 * 86_400),
    })
    expect(events).toHaveLength(1)
  })

  it('does not let tries by force use up that week', async () => {
    const { env, request, ledger, provider, clock } = await run(() => invalidGrant)
    for (let n = 1; n <= 20; n++) {
      provider.script.push(invalidGrant)
      clock.pass(1000)
      await rotate(env)(request({ force: true }))()
    }
    expect(provider.sent).toHaveLength(21)
    expect(ledger.item()).toMatchObject({ failures: 1, nextAt: later(clock.now(), 86_400) })
  })

  it('recovers at once when a person has logged in again', async () => {
    const { env, request, events, provider, secrets, clock, ledger } = await run(() => invalidGrant)
    clock.pass(3600)
    const issuedAt = clock.now().toISOString()
    secrets.edit(textOf(provider.consent(), { issued_at: issuedAt }))
    expect(await rotate(env)(request())()).toMatchObject({ result: 'not due' })
    expect(ledger.item()).toMatchObject({ status: 'active', version: 'edit-1', error: undefined })
    expect(events.map(({ detailType }) => detailType)).toEqual([
      'Reauthorization Required',
      'Credential Recovered',
    ])
  })

  it('does not call it recovered because a tag was changed', async () => {
    const { env, request, events, provider, secrets, clock, ledger } = happyEnv()
    secrets.versions.set('v1', {
      text: textOf('refresh-0-0', { issued_at: NOW.toISOString() }),
      createdAt: NOW,
    })
    provider.script.push(invalidGrant, invalidGrant)
    await rotate(env)(request({ force: true }))()
    clock.pass(60)
    secrets.tags['token-rotation:client'] = 'acme'
    await rotate(env)(request())()
    expect(provider.sent).toHaveLength(2)
    expect(ledger.item()).toMatchObject({ status: 'reauthorize', failures: 2 })
    expect(events.map(({ detailType }) => detailType)).toEqual(['Reauthorization Required'])
  })

  it('does not believe it when somebody put a newer version meanwhile', async () => {
    const consenting =
      ({ secrets, provider }: World): SendPost =>
      async (post) => {
        secrets.edit(textOf(provider.consent()))
        return invalidGrant(post)
      }
    const { outcome, ledger, env, request, events } = await run(consenting)
    expect(outcome).toMatchObject({ result: 'a newer token is there', isToBeRetried: false })
    expect(ledger.item()).toEqual({ ...steadyItem, nextAt: NOW })
    expect(events).toEqual([])
    expect(await rotate(env)(request())()).toMatchObject({ result: 'refreshed' })
  })

  it('gives up when that cannot be looked up, and lets the lease run out', async () => {
    const { env, request, ledger, provider } = happyEnv()
    provider.script.push(invalidGrant)
    const read = () => TE.left(awsFailure('GetItem'))
    expect(await rotate({ ...env, ledger: { ...env.ledger, read } })(request())()).toEqual({
      result: 'given up',
      isToBeRetried: true,
      secretArn,
      errorCode: 'AwsFailure',
      message: 'GetItem failed: InternalServiceError',
    })
    expect(ledger.item()).toMatchObject({
      status: 'active',
      lease: { holder: 'id-1' },
      intent: { successor: SUCCESSOR },
    })
  })
})

describe('when the provider does not accept the client', () => {
  const message =
    'the provider does not accept the client (invalid_client, status 401); check its id and secret'

  it('backs off and keeps the grant', async () => {
    const { outcome, ledger } = await run(() =>
      answer({ error: 'invalid_client' }, { status: 401 }),
    )
    expect(outcome).toEqual(failure('client_rejected', message))
    expect(ledger.item()).toEqual(failing('client_rejected', message, later(NOW, 30)))
  })

  it('says it when it begins, and not at every try', async () => {
    const refuse = answer({ error: 'invalid_client' }, { status: 401 })
    const { env, request, events, provider, clock, ledger } = await run(() => refuse)
    provider.script.push(refuse)
    clock.pass(30)
    await rotate(env)(request())()
    expect(ledger.item()).toMatchObject({ failures: 2, nextAt: later(clock.now(), 60) })
    expect(events.map(({ detailType }) => detailType)).toEqual([
      'Token Refresh Failed',
      'Client Rejected',
    ])
  })

  it('says it again when the kind changes, and when it is over', async () => {
    const { env, request, events, provider, clock } = await run(() =>
      answer({ error: 'invalid_client' }, { status: 401 }),
    )
    provider.script.push(answer({}, { status: 429 }))
    clock.pass(3600)
    await rotate(env)(request())()
    clock.pass(3600)
    await rotate(env)(request())()
    expect(
      events.map(({ detailType, detail }) => [
        detailType,
        'errorCode' in detail && detail.errorCode,
      ]),
    ).toEqual([
      ['Token Refresh Failed', 'client_rejected'],
      ['Client Rejected', 'client_rejected'],
      ['Token Refresh Failed', 'provider_unavailable'],
      ['Token Refreshed', false],
      ['Credential Recovered', false],
      ['Client Accepted', false],
    ])
  })
})

describe('when the provider asks to wait', () => {
  it('waits as long as it asks, does not try again, and counts no outage', async () => {
    const { ledger, provider, table } = await run(() =>
      answer({}, { status: 429, headers: { 'retry-after': '120' } }),
    )
    expect(ledger.item()).toEqual(
      failing(
        'provider_unavailable',
        'the provider did not answer as it should (rate limited, status 429); it is tried again',
        later(NOW, 120),
      ),
    )
    expect(provider.sent).toHaveLength(1)
    expect(table.states.size).toBe(0)
  })
})

describe('when an answer is lost', () => {
  it('takes what the second try answers', async () => {
    const { outcome, provider, secrets } = await run(() => answer({}, { status: 502 }))
    expect(outcome).toMatchObject({ result: 'refreshed' })
    expect(provider.sent).toEqual(['refresh-0-0', 'refresh-0-0'])
    expect(JSON.parse(secrets.currentText())).toMatchObject({ refresh_token: 'refresh-0-1' })
  })

  it('does not try again when less than 60 s are left', async () => {
    const world = happyEnv()
    world.provider.script.push(timeOut(world))
    expect(await rotate(world.env)(world.request({ endsAt: later(NOW, 79) }))()).toMatchObject({
      errorCode: 'answer_lost',
    })
    expect(world.provider.sent).toHaveLength(1)
  })

  it('does not try again when the request cannot have arrived: backing off does', async () => {
    const { outcome, provider } = await run(() => noConnection)
    expect(outcome).toMatchObject({ errorCode: 'provider_unavailable' })
    expect(provider.sent).toHaveLength(1)
  })
})

describe('when both answers are lost', () => {
  const message = 'the provider did not answer as it should (timed out); it is tried again'

  it('backs off and says that an answer was lost', async () => {
    const { outcome, ledger } = await run(timeOut, timeOut)
    expect(outcome).toEqual(failure('answer_lost', message))
    expect(ledger.item()).toEqual({
      ...failing('answer_lost', message, later(NOW, 40 + 30)),
      outageAt: later(NOW, 40),
    })
  })

  it.each<[string, (world: World) => SendPost]>([
    ['at once', () => invalidGrant],
    ['after a try that did not arrive', () => noConnection],
  ])('says so too when the grant is rejected later, %s', async (_, next) => {
    const { env, request, provider, clock, ledger, ...world } = await run(timeOut, timeOut)
    provider.script.push(next({ env, request, provider, clock, ledger, ...world }), invalidGrant)
    for (let i = 0; i < 2; i++) {
      clock.pass(3600)
      await rotate(env)(request())()
    }
    expect(ledger.item()).toMatchObject({
      error: 'grant_rejected',
      message:
        'Acme rejected the refresh token (invalid_grant), and an earlier answer of it was lost; a person must log in again at Acme and put the new tokens into the secret',
    })
  })

  it('says nothing of it when another token is rejected', async () => {
    const { env, request, provider, clock, ledger, secrets } = await run(timeOut, timeOut)
    secrets.edit(textOf(provider.consent()))
    provider.script.push(invalidGrant)
    clock.pass(3600)
    await rotate(env)(request())()
    expect(ledger.item()).toMatchObject({
      message:
        'Acme rejected the refresh token (invalid_grant); a person must log in again at Acme and put the new tokens into the secret',
    })
  })
})

describe('when the second try does not arrive', () => {
  it('still says that the first answer was lost', async () => {
    const { outcome } = await run(timeOut, () => noConnection)
    expect(outcome).toMatchObject({ errorCode: 'answer_lost' })
  })
})

describe('when a provider is down', () => {
  const down = answer({}, { status: 503 })

  const afterFiveOutages = async () => {
    const world = happyEnv()
    for (let i = 0; i < 5; i++) {
      world.provider.script.push(down, down)
      await rotate(world.env)(world.request())()
      world.remember({ nextAt: world.clock.now() })
    }
    return world
  }

  it('tells it once, beside the failure of the credential', async () => {
    const { events } = await afterFiveOutages()
    expect(events.map(({ detailType }) => detailType)).toEqual([
      'Token Refresh Failed',
      'Provider Unavailable',
    ])
  })

  it('sends nothing for a minute, looks again within the next, and has nothing more to tell', async () => {
    const { env, request, provider, events, ledger } = await afterFiveOutages()
    const before = ledger.item()
    const posts = provider.sent.length
    expect(await rotate(env)(request())()).toEqual({
      result: 'provider is unavailable',
      isToBeRetried: false,
      secretArn,
      provider: 'acme',
      areEventsLost: false,
    })
    expect(provider.sent).toHaveLength(posts)
    expect(ledger.item()).toEqual({ ...before, nextAt: later(NOW, 90) })
    expect(events).toHaveLength(2)
  })

  it('tells it once when it is back', async () => {
    const { env, request, clock, events } = await afterFiveOutages()
    clock.pass(61)
    await rotate(env)(request())()
    expect(events.map(({ detailType }) => detailType).slice(2)).toEqual([
      'Token Refreshed',
      'Credential Recovered',
      'Provider Recovered',
    ])
  })

  it('does not call it back because an earlier run is finished', async () => {
    const { env, request, remember, secrets, events, clock } = await afterFiveOutages()
    secrets.versions.set('v2', { text: textOf('refresh-0-1'), createdAt: NOW })
    remember({
      intent: {
        base: 'v1',
        successor: 'v2',
        kind: 'refresh',
        token: printOf('refresh-0-0'),
        startedAt: NOW,
      },
    })
    await rotate(env)(request())()
    expect(secrets.current()).toBe('v2')
    expect(events.map(({ detailType }) => detailType)).not.toContain('Provider Recovered')
    expect(await env.breaker.closedUntil('acme')()).toEqual(later(clock.now(), 60))
  })
})

describe('when the token URL leads to a forbidden place', () => {
  it('is invalid until somebody mends it', async () => {
    const { outcome, ledger } = await run(() => async () => {
      throw { tag: 'EndpointForbidden', reason: 'private address' }
    })
    expect(outcome).toMatchObject({ errorCode: 'endpoint_forbidden' })
    expect(ledger.item()).toMatchObject({ status: 'invalid', nextAt: later(NOW, 3600) })
  })
})
