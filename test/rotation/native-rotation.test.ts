import * as E from 'fp-ts/Either'
import { identity, pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { describe, expect, it } from 'vitest'
import { nativeRotation } from '../../lib/rotation/native-rotation.ts'
import type { NativeRotationEnv } from '../../lib/rotation/native-rotation-env.ts'
import { describeStepFailure } from '../../lib/rotation/native-steps/step-failure.ts'
import { NO_TROUBLE } from '../../lib/rotation/provider-state.ts'
import { rotate } from '../../lib/rotation/rotate.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { awsFailure, NOW, SUCCESSOR, secretArn, textOf } from '../fixed-data.ts'
import { type Fate, nativeWorld, STEPS } from './native-world.ts'

/** The calls of an undisturbed rotation; the first of its steps makes all but the last nine. */
const CALLS = [
  'getVersion',
  'describe',
  'acquire',
  'describe',
  'getVersion',
  'clientSecret',
  'update',
  'POST',
  'putPending',
  'promote',
  'update',
  'publish',
  'acquire',
  'describe',
  'getVersion',
  'stage',
  'update',
  'getVersion',
  'acquire',
  'describe',
  'getVersion',
  'getVersion',
  'promote',
  'unstage',
  'update',
]
const POST = CALLS.indexOf('POST')
const TEST_SECRET = CALLS.lastIndexOf('acquire') - 1

const DONE = {
  current: 'token-1',
  token: 'refresh-0-1',
  isAlive: true,
  isNewest: true,
  requests: 1,
  pending: undefined,
  isKnown: true,
  isOpen: false,
}

describe("when Secrets Manager's own rotation runs undisturbed", () => {
  it('refreshes once, makes its version current, and leaves no AWSPENDING (AWS trap 6: AWSPENDING residue blocks the next rotation)', async () => {
    const world = nativeWorld()
    expect(await world.rotateSecret('token-1')).toBe(1)
    expect(world.passed).toEqual(CALLS)
    expect(world.end()).toEqual(DONE)
    expect(world.secrets.versions.get('token-1')?.text).toBe(
      world.secrets.versions.get(SUCCESSOR)?.text,
    )
  })

  it('lets the schedule go on without another request until the token is due (AWS trap 18: a long native schedule beside ours)', async () => {
    const world = nativeWorld()
    await world.rotateSecret('token-1')
    await world.scheduledRuns()
    expect(world.end()).toEqual(DONE)
    world.clock.pass(3600)
    await world.scheduledRuns(1)
    expect(world.end()).toMatchObject({ token: 'refresh-0-2', isNewest: true, requests: 2 })
  })

  it('refreshes again at its next turn', async () => {
    const world = nativeWorld()
    await world.rotateSecret('token-1')
    world.clock.pass(4 * 3600)
    expect(await world.rotateSecret('token-2')).toBe(1)
    expect(world.end()).toEqual({
      ...DONE,
      current: 'token-2',
      token: 'refresh-0-2',
      requests: 2,
    })
  })

  it('copies a token that was refreshed a moment ago, as it is', async () => {
    const world = nativeWorld()
    await rotate(world.undisturbed)(world.request())()
    world.clock.pass(60)
    expect(await world.rotateSecret('token-1')).toBe(1)
    expect(world.end()).toEqual(DONE)
  })

  it('comes to the same end when the ledger is lost in the middle', async () => {
    const world = nativeWorld()
    world.state.happening = { at: TEST_SECRET, what: () => world.ledger.items.clear() }
    await world.rotateSecret('token-1')
    await world.scheduledRuns()
    expect(world.end()).toMatchObject({ token: 'refresh-0-1', isAlive: true, pending: undefined })
    expect(world.end()).toMatchObject({ requests: 1, isKnown: true, isOpen: false })
  })
})

describe('when one call of a rotation is disturbed', () => {
  const FATES: readonly Fate[] = ['fails', 'loses its reply', 'is killed before', 'is killed after']
  /** Between the provider's answer and the write lies the one window that cannot be closed. */
  const isInWindow = (at: number, fate: Fate): boolean =>
    (at === POST && ['loses its reply', 'is killed after'].includes(fate)) ||
    (at === POST + 1 && fate === 'is killed before')
  const disturbances = FATES.flatMap((fate) =>
    CALLS.flatMap((name, at) => (isInWindow(at, fate) ? [] : [[fate, name, at] as const])),
  )

  it.each([
    ['the same token (AWS trap 16: every step is idempotent)', ['token-1']],
    ['a new token', ['token-1', 'token-2']],
  ])('ends with one refresh and no AWSPENDING when it begins again under %s', async (_, tokens) => {
    const ends = []
    for (const [fate, name, at] of disturbances) {
      const world = nativeWorld()
      world.state.happening = { at, what: fate }
      const tries = await world.rotateSecret(...tokens)
      const last = tries === 1 ? 'token-1' : tokens.at(-1)
      await world.scheduledRuns()
      ends.push([fate, name, at, { ...world.end(), isLast: world.secrets.current() === last }])
    }
    expect(disturbances).toHaveLength(97)
    expect(ends).toEqual(
      disturbances.map(([fate, name, at]) => [
        fate,
        name,
        at,
        { ...DONE, current: expect.any(String), isLast: true },
      ]),
    )
  })

  it('ends the same when the beginning is done twice at once', async () => {
    const world = nativeWorld()
    world.announce('token-1')
    const both = await Promise.all([
      world.step('createSecret', 'token-1'),
      world.step('createSecret', 'token-1'),
    ])
    expect(both).toContainEqual(E.left({ tag: 'Busy' }))
    expect(await world.rotateSecret('token-1')).toBe(1)
    expect(world.end()).toEqual(DONE)
  })
})

describe('when a step is asked for out of order', () => {
  const orders = STEPS.flatMap((first) => STEPS.map((second) => [first, second] as const))

  it.each(orders)(
    '%s and then %s harm nothing that the four in order do not mend',
    async (...order) => {
      const world = nativeWorld()
      world.announce('token-1')
      for (const name of order) await world.step(name, 'token-1')
      expect(await world.rotateSecret('token-1')).toBe(1)
      expect(world.end()).toEqual(DONE)
    },
  )

  it.each(['testSecret', 'finishSecret'] as const)(
    '%s of a version that has no value yet fails, spends nothing and gives the lease back',
    async (name) => {
      const world = nativeWorld()
      world.announce('token-1')
      expect(await world.step(name, 'token-1')).toEqual(E.left({ tag: 'NoSuchVersion' }))
      expect(world.end()).toMatchObject({ current: 'v1', requests: 0, isOpen: false })
    },
  )
})

describe('when the schedule, or a person, comes between the calls of a rotation', () => {
  type World = ReturnType<typeof nativeWorld>
  const scheduledRefresh = async (world: World) => {
    // nobody lives longer than the lease: while it is held, the schedule's run comes at the same time
    if (world.ledger.item().lease === undefined) world.clock.pass(4000)
    await rotate(world.undisturbed)(world.request())()
  }
  const acts: readonly (readonly [string, (world: World) => unknown, object])[] = [
    ['a scheduled refresh', scheduledRefresh, {}],
    [
      'a new consent',
      (world) => world.secrets.edit(world.freshText(world.provider.consent())),
      { token: expect.stringMatching(/^refresh-1-/) },
    ],
    ['the old text put back', (world) => world.secrets.edit(textOf('refresh-0-0')), {}],
    ['a rollback to the version before', (world) => world.secrets.rollBack('v1'), {}],
    ['a lost ledger', (world) => world.ledger.items.clear(), {}],
  ]

  it.each(acts)(
    'ends with the newest token and no AWSPENDING after %s at any call',
    async (name, act, expected) => {
      const ends = []
      // the ledger may not be lost while a request is under way, nor once its token is spent and unpromoted
      const times = CALLS.map((_, at) => at).filter(
        (at) => name !== 'a lost ledger' || at <= POST - 2 || at > POST + 2,
      )
      for (const at of times) {
        const world = nativeWorld()
        world.state.happening = { at, what: () => act(world) }
        await world.rotateSecret('token-1')
        await world.scheduledRuns()
        // what a person put in is refreshed too, when it is due
        world.clock.pass(90_000)
        await world.scheduledRuns(2)
        const { isAlive, isNewest, pending, isKnown, isOpen, token } = world.end()
        ends.push([at, { isAlive, isNewest, pending, isKnown, isOpen, token }])
      }
      expect(ends).toEqual(
        times.map((at) => [
          at,
          {
            isAlive: true,
            isNewest: true,
            pending: undefined,
            isKnown: true,
            isOpen: false,
            token: expect.any(String),
            ...expected,
          },
        ]),
      )
    },
  )

  it('does not promote a copy that is older than AWSCURRENT', async () => {
    const world = nativeWorld()
    world.announce('token-1')
    await world.step('createSecret', 'token-1')
    await scheduledRefresh(world)
    const newer = world.secrets.current()
    expect(await world.step('finishSecret', 'token-1')).toEqual(E.right('kept a newer version'))
    expect(world.end()).toEqual({ ...DONE, current: newer, token: 'refresh-0-2', requests: 2 })
  })

  it('promotes no copy while an intent is open, and still takes AWSPENDING off', async () => {
    const world = nativeWorld()
    world.announce('token-1')
    await world.step('createSecret', 'token-1')
    const intent = { base: SUCCESSOR, successor: 'id-9', kind: 'refresh', startedAt: NOW } as const
    world.remember({ intent: { ...intent, token: undefined } })
    expect(await world.step('finishSecret', 'token-1')).toEqual(E.right('kept a newer version'))
    expect(world.end()).toMatchObject({ current: SUCCESSOR, pending: undefined })
  })

  it('throws while somebody holds the lease, and says so', async () => {
    const world = nativeWorld()
    world.announce('token-1')
    world.remember({ lease: { holder: 'other', until: later(NOW, 100) } })
    expect(await world.step('createSecret', 'token-1')).toEqual(E.left({ tag: 'Busy' }))
    expect(await world.step('finishSecret', 'token-1')).toEqual(E.left({ tag: 'Busy' }))
    expect(world.end()).toMatchObject({ current: 'v1', requests: 0, pending: 'token-1' })
  })

  it('does not call a ledger that cannot be reached somebody else', async () => {
    const world = nativeWorld()
    const ledger = {
      ...world.env.ledger,
      acquire: () => TE.left(awsFailure('UpdateItem', 'Denied')),
    }
    const done = await nativeRotation(
      { ...world.env, ledger },
      later(NOW, 90),
    )({
      Step: 'finishSecret',
      SecretId: secretArn,
      ClientRequestToken: 'token-1',
    })()
    expect(done).toEqual(E.left(awsFailure('UpdateItem', 'Denied')))
  })
})

describe('when a version was only seen, and the newest token is in another one', () => {
  /** The old text is AWSCURRENT, known to the ledger, and not accepted: a person paused the secret first. */
  const pausedOnOldText = async () => {
    const world = nativeWorld()
    await rotate(world.undisturbed)(world.request())()
    world.secrets.tags['token-rotation:paused'] = 'yes'
    world.secrets.edit(textOf('refresh-0-0'))
    await world.scheduledRuns(1)
    return world
  }

  it('still knows the newest token after a rotation copied the old text', async () => {
    const world = await pausedOnOldText()
    expect(await world.rotateSecret('token-1')).toBe(1)
    expect(world.ledger.item()).toMatchObject({ version: 'token-1', newest: SUCCESSOR })
    delete world.secrets.tags['token-rotation:paused']
    await world.scheduledRuns(1)
    expect(world.end()).toMatchObject({ token: 'refresh-0-1', isNewest: true, requests: 1 })
  })
})

describe('when reads lag behind the steps', () => {
  type Secrets = NativeRotationEnv['secrets']

  const staged = async () => {
    const world = nativeWorld()
    world.announce('token-1')
    await world.step('createSecret', 'token-1')
    const ask = (Step: 'testSecret' | 'finishSecret', secrets: Partial<Secrets>) =>
      nativeRotation(
        { ...world.env, secrets: { ...world.env.secrets, ...secrets } },
        later(world.clock.now(), 90),
      )({ Step, SecretId: secretArn, ClientRequestToken: 'token-1' })()
    return { ...world, ask }
  }

  const withoutCopy =
    (describe: Secrets['describe']): Secrets['describe'] =>
    (arn) =>
      pipe(
        describe(arn),
        TE.map((secret) => {
          const { 'token-1': _, ...versions } = secret?.versions ?? {}
          return secret === undefined ? undefined : { ...secret, versions }
        }),
      )

  it('takes AWSPENDING off although Describe does not show it yet', async () => {
    const { env, ask, end } = await staged()
    const describe = withoutCopy(env.secrets.describe)
    expect(await ask('finishSecret', { describe })).toEqual(E.right('promoted'))
    expect(end()).toEqual(DONE)
  })

  it.each([
    ['for another reason', 'ThrottlingException', withoutCopy],
    ['and Describe still shows it', 'InvalidParameterException', identity],
  ] as const)(
    'does not believe that AWSPENDING is off when taking it off failed %s',
    async (_, code, seen) => {
      const { env, pending } = await staged()
      const refused = awsFailure('UpdateSecretVersionStage', code)
      const world: NativeRotationEnv = {
        ...env,
        unstage: () => TE.left(refused),
        secrets: { ...env.secrets, describe: seen(env.secrets.describe) },
      }
      const done = await nativeRotation(
        world,
        later(NOW, 90),
      )({ Step: 'finishSecret', SecretId: secretArn, ClientRequestToken: 'token-1' })()
      expect(done).toEqual(E.left(refused))
      expect(pending()).toBe('token-1')
    },
  )

  it('finds a finished rotation done', async () => {
    const { step, end } = await staged()
    await step('finishSecret', 'token-1')
    expect(await step('finishSecret', 'token-1')).toEqual(E.right('done before'))
    expect(end()).toEqual(DONE)
  })

  it.each(['testSecret', 'finishSecret'] as const)(
    'asks again for the copy in %s (AWS trap 4: stale reads)',
    async (name) => {
      const { env, ask } = await staged()
      let reads = 0
      const getVersion: Secrets['getVersion'] = (arn, id) => async () => {
        reads += 1
        return reads < 4 ? E.right(undefined) : env.secrets.getVersion(arn, id)()
      }
      expect(E.isRight(await ask(name, { getVersion }))).toBe(true)
    },
  )
})

describe('when Secrets Manager only tests the configuration (RotateImmediately is false)', () => {
  it('passes on a copy that it did not make, and spends and writes nothing (AWS trap 16: testSecret must never spend the refresh token)', async () => {
    const world = nativeWorld()
    const text = world.secrets.currentText()
    world.secrets.versions.set('token-1', { text, createdAt: NOW })
    world.secrets.labels.set('AWSPENDING', 'token-1')
    const before = world.ledger.item()
    expect(await world.step('testSecret', 'token-1')).toEqual(E.right('has a value'))
    expect(world.passed).toEqual(['getVersion'])
    expect(world.end()).toMatchObject({ current: 'v1', requests: 0, pending: 'token-1' })
    expect(world.ledger.item()).toEqual(before)
  })
})

describe('when the credential cannot be refreshed', () => {
  type World = ReturnType<typeof nativeWorld>
  const created = async (prepare: (world: World) => unknown) => {
    const world = nativeWorld()
    world.announce('token-1')
    await prepare(world)
    const done = await world.step('createSecret', 'token-1')
    return { world, done, reason: E.isLeft(done) ? describeStepFailure(done.left) : done.right }
  }

  it.each<[string, string, (world: World) => unknown]>([
    [
      'paused',
      'paused',
      ({ secrets }) => {
        secrets.tags['token-rotation:paused'] = 'yes'
      },
    ],
    [
      'static',
      'static',
      ({ secrets }) =>
        secrets.edit(JSON.stringify({ access_token: 'access', refresh_token: null })),
    ],
  ])(
    'goes through on one that is %s, and says so, with the text as it was',
    async (_, result, prepare) => {
      const { world, reason } = await created(prepare)
      const text = world.secrets.currentText()
      expect(reason).toBe(result)
      expect(await world.rotateSecret('token-1')).toBe(1)
      expect(world.secrets.currentText()).toBe(text)
      expect(world.end()).toMatchObject({ requests: 0, pending: undefined, isOpen: false })
    },
  )

  const rejectedOnce = async ({ provider, clock, request, undisturbed }: World) => {
    provider.script.push(async () => Response.json({ error: 'invalid_grant' }, { status: 400 }))
    await rotate(undisturbed)(request())()
    clock.pass(3600)
    provider.script.push(async () => Response.json({ error: 'invalid_grant' }, { status: 400 }))
  }

  it.each<[string, string, (world: World) => unknown]>([
    [
      'its text is no credential',
      "the secret's text is not a credential: refresh_token: expected string",
      ({ secrets }) => secrets.edit('{"refresh_token": 5}'),
    ],
    [
      'its grant was rejected',
      'Acme rejected the refresh token (invalid_grant); a person must log in again at Acme and put the new tokens into the secret',
      rejectedOnce,
    ],
    [
      'its provider asks for patience',
      'the provider did not answer as it should (rate limited, status 429); it is tried again',
      ({ provider }) => provider.script.push(async () => new Response('', { status: 429 })),
    ],
    [
      'its provider is known to be down',
      'provider is unavailable',
      ({ table }) =>
        table.states.set('acme', { ...NO_TROUBLE, outages: 5, openUntil: later(NOW, 60) }),
    ],
    [
      'the secret is not opted in',
      'expected a secret with a current version and the provider tag',
      ({ secrets }) => {
        delete secrets.tags['token-rotation:provider']
      },
    ],
    [
      'the secret has no current version',
      'expected a secret with a current version and the provider tag',
      ({ secrets }) => secrets.labels.delete('AWSCURRENT'),
    ],
  ])(
    'fails with a clear reason when %s, and leaves the secret as it was',
    async (_, reason, prepare) => {
      const result = await created(prepare)
      expect(result.reason).toBe(reason)
      expect(result.world.secrets.versions.has('token-1')).toBe(false)
      expect(result.world.ledger.item().lease).toBeUndefined()
    },
  )

  it('comes to an end at the next try when a person has logged in again', async () => {
    const { world } = await created(rejectedOnce)
    world.secrets.edit(textOf(world.provider.consent()))
    expect(await world.rotateSecret('token-1')).toBe(1)
    expect(world.end()).toMatchObject({ token: 'refresh-1-1', isAlive: true, isNewest: true })
    expect(world.end()).toMatchObject({ current: 'token-1', pending: undefined, isKnown: true })
  })
})
