import * as TE from 'fp-ts/TaskEither'
import { describe, expect, it } from 'vitest'
import { rotate } from '../../lib/rotation/rotate.ts'
import { later, refreshAt } from '../../lib/rotation/schedule.ts'
import {
  awsFailure,
  itemOf,
  NOW,
  printOf,
  providers,
  SUCCESSOR,
  salt,
  secretArn,
  steadyItem,
  textOf,
} from '../fixed-data.ts'
import { happyEnv } from '../happy-env.ts'

const REFRESHED = {
  result: 'refreshed',
  isToBeRetried: false,
  secretArn,
  provider: 'acme',
  areEventsLost: false,
}

const definition = providers.get('acme')
if (definition === undefined) throw new Error('expected the provider of the happy path')

const nextAt = refreshAt({
  secretArn,
  definition,
  now: NOW,
  issuedAt: NOW,
  expiresAt: later(NOW, 3600),
  refreshedAt: NOW,
})

describe('when a credential is due', () => {
  it('makes the answer AWSCURRENT, in the shape in which it was stored', async () => {
    const { env, request, secrets, provider } = happyEnv()
    expect(await rotate(env)(request())()).toEqual(REFRESHED)
    expect(secrets.currentText()).toBe(
      textOf('refresh-0-1', { issued_at: NOW.toISOString(), expires_in: 3600 }),
    )
    expect(Object.fromEntries(secrets.labels)).toEqual({
      AWSCURRENT: SUCCESSOR,
      AWSPREVIOUS: 'v1',
      TOKEN_ROTATION_PENDING: SUCCESSOR,
    })
    expect(provider.sent).toEqual(['refresh-0-0'])
  })

  it('remembers all of it, and gives the lease back', async () => {
    const { env, request, ledger } = happyEnv()
    await rotate(env)(request())()
    expect(ledger.item()).toEqual({
      ...steadyItem,
      version: SUCCESSOR,
      base: 'v1',
      newest: SUCCESSOR,
      writes: { day: '2026-03-02', count: 1 },
      nextAt,
      expiresAt: later(NOW, 3600),
      refreshedAt: NOW,
      current: printOf('refresh-0-1'),
      spent: printOf('refresh-0-0'),
    })
  })

  it('tells it', async () => {
    const { env, request, events } = happyEnv()
    await rotate(env)(request())()
    expect(events).toEqual([
      {
        detailType: 'Token Refreshed',
        detail: {
          secretArn,
          secretName: 'crm/acme',
          provider: 'acme',
          versionId: SUCCESSOR,
          expiresAt: later(NOW, 3600).toISOString(),
        },
      },
    ])
  })

  it('makes these calls and no other', async () => {
    const { env, request, calls } = happyEnv()
    await env.breaker.closedUntil('acme')() // as another refresh at this provider did within 10 s
    calls.length = 0
    await rotate(env)(request())()
    expect(calls).toEqual([
      'acquire',
      'describe',
      'getVersion',
      'update',
      'POST',
      'putPending',
      'promote',
      'update',
      'publish',
    ])
  })

  it('holds the lease and the intent, with the fingerprint of the token, before the request', async () => {
    const { env, request, ledger, provider } = happyEnv()
    const seen: unknown[] = []
    provider.script.push((post) => {
      seen.push(ledger.item())
      return provider.answer(post)
    })
    await rotate(env)(request())()
    expect(seen).toEqual([
      {
        ...steadyItem,
        lease: { holder: 'id-1', until: later(NOW, 150) },
        intent: {
          base: 'v1',
          successor: SUCCESSOR,
          kind: 'refresh',
          token: printOf('refresh-0-0'),
          startedAt: NOW,
        },
      },
    ])
  })
})

describe('when a credential is seen for the first time', () => {
  it('remembers where it stands without a request while it is fresh', async () => {
    const { env, request, ledger, secrets, provider } = happyEnv()
    ledger.items.clear()
    secrets.versions.set('v1', {
      text: textOf('refresh-0-0', { issued_at: NOW.toISOString() }),
      createdAt: NOW,
    })
    expect(await rotate(env)(request())()).toEqual({ ...REFRESHED, result: 'not due' })
    const firstRefresh = refreshAt({
      secretArn,
      definition,
      now: NOW,
      issuedAt: NOW,
      expiresAt: later(NOW, 3600),
      refreshedAt: undefined,
    })
    expect(ledger.item()).toEqual({
      ...steadyItem,
      base: undefined,
      nextAt: firstRefresh,
      expiresAt: later(NOW, 3600),
      refreshedAt: undefined,
    })
    expect(provider.sent).toEqual([])
  })

  it.each([
    ['it is over', {}],
    ['its issue is not known', { issued_at: null }],
    ['its lifetime is not known', { issued_at: NOW.toISOString(), expires_in: null }],
    ['it claims to live for a month', { issued_at: NOW.toISOString(), expires_in: 3_600_000 }],
  ])('refreshes it at once if %s', async (_, fields) => {
    const { env, request, ledger, secrets } = happyEnv()
    ledger.items.clear()
    secrets.versions.set('v1', { text: textOf('refresh-0-0', fields), createdAt: NOW })
    expect(await rotate(env)(request())()).toEqual(REFRESHED)
  })
})

describe('when a credential is not due', () => {
  it('looks, and makes these calls and no other', async () => {
    const { env, request, remember, ledger, calls, events } = happyEnv()
    remember({ nextAt: later(NOW, 1) })
    expect(await rotate(env)(request())()).toEqual({ ...REFRESHED, result: 'not due' })
    expect(calls).toEqual(['acquire', 'describe', 'getVersion', 'update'])
    expect(ledger.item()).toEqual({ ...steadyItem, nextAt: later(NOW, 1) })
    expect(events).toEqual([])
  })
})

describe('when it is forced', () => {
  it('refreshes what is not due yet', async () => {
    const { env, request, remember } = happyEnv()
    remember({ nextAt: later(NOW, 1000) })
    expect(await rotate(env)(request({ force: true }))()).toEqual(REFRESHED)
  })

  it('does nothing once AWSCURRENT is another version than the one that was seen', async () => {
    const { env, request, remember, provider } = happyEnv()
    remember({ nextAt: later(NOW, 1000) })
    expect(await rotate(env)(request({ force: true, versionId: 'v0' }))()).toEqual({
      ...REFRESHED,
      result: 'not due',
    })
    expect(provider.sent).toEqual([])
  })

  it('keeps 16 minutes between two writes, and then is due', async () => {
    const { env, request, remember, clock, ledger } = happyEnv()
    const item = { nextAt: later(NOW, 2000), refreshedAt: later(NOW, -959) }
    remember(item)
    expect(await rotate(env)(request({ force: true }))()).toEqual({
      ...REFRESHED,
      result: 'not due',
    })
    expect(ledger.item()).toEqual({ ...steadyItem, ...item, nextAt: later(NOW, 1) })
    clock.pass(1)
    expect(await rotate(env)(request())()).toEqual(REFRESHED)
  })
})

describe('when somebody is at the secret', () => {
  it('leaves it to them and is done', async () => {
    const { env, request, remember, ledger, calls } = happyEnv()
    const lease = { holder: 'somebody', until: later(NOW, 1) }
    remember({ lease })
    expect(await rotate(env)(request())()).toEqual({
      result: 'busy',
      isToBeRetried: false,
      secretArn,
    })
    expect(calls).toEqual(['acquire'])
    expect(ledger.item()).toEqual({ ...steadyItem, lease })
  })
})

describe('when the secret is not ours', () => {
  it.each<
    [string, (world: ReturnType<typeof happyEnv>) => Partial<ReturnType<typeof happyEnv>['env']>]
  >([
    [
      'it is gone',
      ({ env }) => ({ secrets: { ...env.secrets, describe: () => TE.right(undefined) } }),
    ],
    [
      'its tag is gone',
      ({ secrets }) => {
        delete secrets.tags['token-rotation:provider']
        return {}
      },
    ],
    [
      'it has no current version',
      ({ secrets }) => {
        secrets.labels.clear()
        return {}
      },
    ],
  ])('gives the lease back because %s', async (_, change) => {
    const world = happyEnv()
    const env = { ...world.env, ...change(world) }
    expect(await rotate(env)(world.request())()).toEqual({
      result: 'gone',
      isToBeRetried: false,
      secretArn,
    })
    expect(world.ledger.item()).toEqual(steadyItem)
    expect(world.provider.sent).toEqual([])
  })
})

describe('when the secret is paused', () => {
  it('starts nothing, reads no value, and says so in the ledger', async () => {
    const { env, request, secrets, ledger, calls } = happyEnv()
    secrets.tags['token-rotation:paused'] = ''
    expect(await rotate(env)(request())()).toEqual({ ...REFRESHED, result: 'paused' })
    expect(calls).toEqual(['acquire', 'describe', 'update'])
    expect(ledger.item()).toEqual({
      ...steadyItem,
      status: 'paused',
      policy: '{"paused":"","provider":"acme"}',
      nextAt: later(NOW, 365 * 86_400),
    })
  })

  it('goes on when the tag is taken off', async () => {
    const { env, request, secrets } = happyEnv()
    secrets.tags['token-rotation:paused'] = ''
    await rotate(env)(request())()
    delete secrets.tags['token-rotation:paused']
    expect(await rotate(env)(request())()).toEqual(REFRESHED)
  })
})

describe('when there is an access token and nothing to refresh it with', () => {
  it('leaves it alone, says so, and still knows the grant that it had', async () => {
    const { env, request, secrets, ledger, provider, events } = happyEnv()
    secrets.edit(textOf('refresh-0-0', { refresh_token: null }))
    expect(await rotate(env)(request())()).toEqual({ ...REFRESHED, result: 'static' })
    expect(ledger.item()).toEqual({
      ...steadyItem,
      status: 'static',
      version: 'edit-1',
      nextAt: later(NOW, 365 * 86_400),
      expiresAt: later(NOW, -3600),
      writes: { day: '2026-03-02', count: 1 },
    })
    expect({ sent: provider.sent, events }).toEqual({ sent: [], events: [] })
  })
})

describe('when the client authenticates for itself', () => {
  it('asks without a refresh token, and counts no token as spent', async () => {
    const { env, request, secrets, ledger, provider } = happyEnv()
    secrets.tags['token-rotation:provider'] = 'machine'
    secrets.edit('{"access_token":null}')
    provider.script.push(async () =>
      Response.json({ access_token: 'access-machine', expires_in: 3600 }),
    )
    expect(await rotate(env)(request())()).toEqual({ ...REFRESHED, provider: 'machine' })
    expect(secrets.currentText()).toBe(
      `{"access_token":"access-machine","issued_at":"${NOW.toISOString()}","expires_in":3600}`,
    )
    expect(ledger.item().spent).toBeUndefined()
    expect(provider.sent).toEqual(['none'])
  })
})

describe('when the function is about to end', () => {
  it('begins nothing, gives the lease back and asks to be brought again', async () => {
    const { env, request, ledger, provider } = happyEnv()
    expect(await rotate(env)(request({ endsAt: later(NOW, 59) }))()).toEqual({
      result: 'given up',
      isToBeRetried: true,
      secretArn,
      errorCode: 'ShortOfTime',
    })
    expect(ledger.item()).toEqual(steadyItem)
    expect(provider.sent).toEqual([])
  })
})

describe('when our own infrastructure fails before anything was begun', () => {
  const down = () => TE.left(awsFailure('Any', 'ThrottlingException'))
  const GIVEN_UP = {
    result: 'given up',
    isToBeRetried: true,
    secretArn,
    errorCode: 'AwsFailure',
    message: 'Any failed: ThrottlingException',
  }

  it('asks to be brought again when the lease cannot be taken', async () => {
    const { env, request } = happyEnv()
    expect(await rotate({ ...env, ledger: { ...env.ledger, acquire: down } })(request())()).toEqual(
      GIVEN_UP,
    )
  })

  it.each<'describe' | 'getVersion'>(['describe', 'getVersion'])(
    'gives the lease back when %s fails',
    async (port) => {
      const { env, request, ledger, provider } = happyEnv()
      const secrets = { ...env.secrets, [port]: down }
      expect(await rotate({ ...env, secrets })(request())()).toEqual(GIVEN_UP)
      expect(ledger.item()).toEqual(steadyItem)
      expect(provider.sent).toEqual([])
    },
  )

  it('gives the lease back when the client secret cannot be read', async () => {
    const { env, request, ledger } = happyEnv()
    expect(await rotate({ ...env, clientSecret: down })(request())()).toEqual(GIVEN_UP)
    expect(ledger.item()).toEqual(steadyItem)
  })

  it('sends nothing when the intent cannot be written, and lets the lease run out', async () => {
    const { env, request, ledger, provider } = happyEnv()
    const update = { ...env, ledger: { ...env.ledger, update: down } }
    expect(await rotate(update)(request())()).toEqual(GIVEN_UP)
    expect(provider.sent).toEqual([])
    expect(ledger.item()).toEqual({
      ...steadyItem,
      lease: { holder: 'id-1', until: later(NOW, 150) },
    })
  })

  it('sends nothing when the lease was lost before the intent', async () => {
    const { env, request, ledger, provider, remember } = happyEnv()
    const clientSecret: typeof env.clientSecret = (name) => {
      remember({ lease: { holder: 'somebody', until: later(NOW, 300) } })
      return env.clientSecret(name)
    }
    expect(await rotate({ ...env, clientSecret })(request())()).toEqual({
      result: 'given up',
      isToBeRetried: true,
      secretArn,
      errorCode: 'LeaseLost',
    })
    expect(provider.sent).toEqual([])
    expect(ledger.item().lease?.holder).toBe('somebody')
  })
})

describe('when the ledger has an item that only a lease made', () => {
  it('refreshes as if it were new', async () => {
    const { env, request, ledger } = happyEnv()
    ledger.items.set(secretArn, itemOf({ lease: { holder: 'dead', until: NOW } }))
    expect(await rotate(env)(request())()).toEqual(REFRESHED)
    expect(ledger.item().salt).toEqual(salt)
  })
})
