import * as E from 'fp-ts/Either'
import * as TE from 'fp-ts/TaskEither'
import { describe, expect, it } from 'vitest'
import type { LedgerItem } from '../../lib/rotation/ledger-item.ts'
import { rotate } from '../../lib/rotation/rotate.ts'
import type { RotateEnv } from '../../lib/rotation/rotate-env.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { successorId } from '../../lib/rotation/successor-id.ts'
import {
  awsFailure,
  NOW,
  printOf,
  SUCCESSOR,
  salt,
  secretArn,
  steadyItem,
  textOf,
} from '../fixed-data.ts'
import { happyEnv } from '../happy-env.ts'

type World = ReturnType<typeof happyEnv>

const OUTCOME = { isToBeRetried: false, secretArn, provider: 'acme', areEventsLost: false }

/** A run that is ended at a call which is never answered; then its lease runs out. */
const crashAt = async (
  world: World,
  replace: (never: () => () => Promise<never>) => Partial<RotateEnv>,
) => {
  await new Promise<void>((reached) => {
    const never = () => () => new Promise<never>(() => reached())
    void rotate({ ...world.env, ...replace(never) })(world.request())()
  })
  world.clock.pass(151)
}

const refreshToken = ({ secrets }: World): unknown =>
  JSON.parse(secrets.currentText()).refresh_token

/** What is left of a refresh whose successor was stored, and perhaps promoted. */
const openIntent = (fields: Partial<LedgerItem['intent']> = {}) => ({
  base: 'v1',
  successor: 'v2',
  kind: 'refresh' as const,
  token: printOf('refresh-0-0'),
  startedAt: later(NOW, -200),
  ...fields,
})

const finished = (fields: Partial<LedgerItem> = {}) => ({
  status: 'active',
  version: SUCCESSOR,
  base: 'v1',
  newest: SUCCESSOR,
  refreshedAt: NOW,
  expiresAt: later(NOW, 3600),
  current: printOf('refresh-0-1'),
  spent: printOf('refresh-0-0'),
  intent: undefined,
  lease: undefined,
  ...fields,
})

describe('when a run was ended after the intent and before the request', () => {
  it('asks for the successor for some seconds, and then sends the token', async () => {
    const world = happyEnv()
    await crashAt(world, (never) => ({ sendPost: () => never()() }))
    expect(world.ledger.item().intent).toMatchObject({ base: 'v1', successor: SUCCESSOR })
    const before = world.clock.now()
    expect(await rotate(world.env)(world.request())()).toEqual({ ...OUTCOME, result: 'refreshed' })
    expect(world.provider.sent).toEqual(['refresh-0-0'])
    expect(refreshToken(world)).toBe('refresh-0-1')
    expect(world.clock.now().getTime() - before.getTime()).toBeGreaterThan(2000)
    expect(world.clock.now().getTime() - before.getTime()).toBeLessThanOrEqual(5000)
  })

  it('says that an answer may have been lost if the token is rejected then', async () => {
    const world = happyEnv()
    await crashAt(world, (never) => ({ sendPost: () => never()() }))
    world.provider.script.push(async () =>
      Response.json({ error: 'invalid_grant' }, { status: 400 }),
    )
    expect(await rotate(world.env)(world.request())()).toMatchObject({
      errorCode: 'grant_rejected',
      message:
        'Acme rejected the refresh token (invalid_grant), and an earlier answer of it was lost; a person must log in again at Acme and put the new tokens into the secret',
    })
  })
})

describe('when a run was ended after the put and before the promotion (AWS trap 3: a second request would spend the token again)', () => {
  const crashed = async () => {
    const world = happyEnv()
    await crashAt(world, (never) => ({ secrets: { ...world.env.secrets, promote: never } }))
    world.calls.length = 0
    return world
  }

  it('promotes the successor without another request', async () => {
    const world = await crashed()
    expect(await rotate(world.env)(world.request())()).toEqual({ ...OUTCOME, result: 'refreshed' })
    expect(world.calls).toEqual([
      'acquire',
      'describe',
      'getVersion',
      'promote',
      'update',
      'publish',
    ])
    expect(refreshToken(world)).toBe('refresh-0-1')
    expect(world.ledger.item()).toMatchObject(finished())
  })

  it('does so when the secret was paused meanwhile', async () => {
    const world = await crashed()
    world.secrets.tags['token-rotation:paused'] = ''
    expect(await rotate(world.env)(world.request())()).toMatchObject({ result: 'refreshed' })
    expect(refreshToken(world)).toBe('refresh-0-1')
    expect(await rotate(world.env)(world.request())()).toMatchObject({ result: 'paused' })
  })

  it('does so when the tags cannot be used any more', async () => {
    const world = await crashed()
    world.secrets.tags['token-rotation:provider'] = 'acmee'
    expect(await rotate(world.env)(world.request())()).toMatchObject({ result: 'refreshed' })
    expect(refreshToken(world)).toBe('refresh-0-1')
  })

  it('waits for a successor that reads do not show yet', async () => {
    const world = await crashed()
    let reads = 0
    const getVersion: RotateEnv['secrets']['getVersion'] = (arn, id) => async () => {
      reads += 1
      return reads < 4 ? E.right(undefined) : world.env.secrets.getVersion(arn, id)()
    }
    await rotate({ ...world.env, secrets: { ...world.env.secrets, getVersion } })(world.request())()
    expect(refreshToken(world)).toBe('refresh-0-1')
    expect(world.provider.sent).toHaveLength(1)
  })

  it('sends nothing while a label shows the successor and reads do not', async () => {
    const world = await crashed()
    const getVersion: RotateEnv['secrets']['getVersion'] = (arn, id) =>
      id === SUCCESSOR ? TE.right(undefined) : world.env.secrets.getVersion(arn, id)
    const secrets = { ...world.env.secrets, getVersion }
    expect(await rotate({ ...world.env, secrets })(world.request())()).toEqual({
      result: 'given up',
      isToBeRetried: true,
      secretArn,
      errorCode: 'AwsFailure',
      message: 'GetSecretValue failed: LabelledVersionNotFound',
    })
    expect(world.provider.sent).toHaveLength(1)
    expect(world.ledger.item()).toMatchObject({ intent: { successor: SUCCESSOR } })
  })

  it('sends nothing when the successor cannot be asked for', async () => {
    const world = await crashed()
    const getVersion = () => TE.left(awsFailure('GetSecretValue', 'DecryptionFailure'))
    const secrets = { ...world.env.secrets, getVersion }
    expect(await rotate({ ...world.env, secrets })(world.request())()).toMatchObject({
      result: 'given up',
      isToBeRetried: true,
    })
    expect(world.provider.sent).toHaveLength(1)
  })
})

describe('when a run was ended after the promotion and before the close', () => {
  const crashed = async () => {
    const world = happyEnv()
    let updates = 0
    await crashAt(world, (never) => ({
      ledger: {
        ...world.env.ledger,
        update: (...args) => {
          updates += 1
          return updates === 1 ? world.env.ledger.update(...args) : never()
        },
      },
    }))
    world.calls.length = 0
    return world
  }

  it('only does the bookkeeping, and tells it', async () => {
    const world = await crashed()
    expect(await rotate(world.env)(world.request())()).toEqual({ ...OUTCOME, result: 'refreshed' })
    expect(world.calls).toEqual(['acquire', 'describe', 'getVersion', 'update', 'publish'])
    expect(world.ledger.item()).toMatchObject(finished())
    expect(world.events.map(({ detailType }) => detailType)).toEqual(['Token Refreshed'])
  })

  it('does so when reads still show the version before the promotion', async () => {
    const world = await crashed()
    let reads = 0
    const describeLate: RotateEnv['secrets']['describe'] = (arn) => async () => {
      reads += 1
      const now = await world.env.secrets.describe(arn)()
      return reads === 1 && E.isRight(now) && now.right !== undefined
        ? E.right({
            ...now.right,
            versions: { v1: ['AWSCURRENT'], [SUCCESSOR]: ['TOKEN_ROTATION_PENDING'] },
          })
        : now
    }
    await rotate({ ...world.env, secrets: { ...world.env.secrets, describe: describeLate } })(
      world.request(),
    )()
    expect(world.ledger.item()).toMatchObject(finished())
    expect(refreshToken(world)).toBe('refresh-0-1')
  })

  it("leaves somebody's later version current, and judges it next", async () => {
    const world = await crashed()
    world.secrets.edit(textOf('refresh-0-1', { note: 'edited' }))
    expect(await rotate(world.env)(world.request())()).toMatchObject({
      result: 'kept a newer version',
    })
    expect(world.secrets.current()).toBe('edit-1')
    await rotate(world.env)(world.request())()
    expect(world.ledger.item()).toMatchObject({ version: 'edit-1', newest: 'edit-1' })
    expect(JSON.parse(world.secrets.currentText())).toMatchObject({ note: 'edited' })
    expect(world.provider.sent).toEqual(['refresh-0-0'])
  })
})

describe('when a read lags behind a promotion (AWS trap 4: stale reads)', () => {
  const lagging = (world: World, reads: number): RotateEnv => {
    let seen = 0
    return {
      ...world.env,
      secrets: {
        ...world.env.secrets,
        describe: (arn) => async () => {
          const now = await world.env.secrets.describe(arn)()
          seen += 1
          return seen > reads || E.isLeft(now) || now.right === undefined
            ? now
            : E.right({ ...now.right, versions: { v1: ['AWSCURRENT'] } })
        },
      },
    }
  }

  it('waits for it and sends no old token', async () => {
    const world = happyEnv()
    await rotate(world.env)(world.request())()
    expect(await rotate(lagging(world, 3))(world.request())()).toMatchObject({ result: 'not due' })
    expect(world.clock.now()).toEqual(later(NOW, 0.2 + 0.4 + 0.8))
    expect(world.ledger.item()).toMatchObject(finished())
  })

  it('sends no old token either when it lags for longer than that', async () => {
    const world = happyEnv()
    await rotate(world.env)(world.request())()
    const env = lagging(world, 100)
    await rotate(env)(world.request())()
    await rotate(world.env)(world.request())()
    expect(world.provider.sent).toEqual(['refresh-0-0'])
    expect(refreshToken(world)).toBe('refresh-0-1')
  })

  it('waits while an intent is open too', async () => {
    const world = happyEnv()
    world.secrets.versions.set('v2', { text: textOf('refresh-0-1'), createdAt: NOW })
    world.remember({ intent: openIntent() })
    const stale: RotateEnv['secrets']['describe'] = (arn) => async () => {
      const now = await world.env.secrets.describe(arn)()
      return world.clock.now() > NOW || E.isLeft(now) || now.right === undefined
        ? now
        : E.right({ ...now.right, versions: { v0: ['AWSCURRENT'], v1: ['AWSPREVIOUS'] } })
    }
    const secrets = { ...world.env.secrets, describe: stale }
    expect(await rotate({ ...world.env, secrets })(world.request())()).toMatchObject({
      result: 'refreshed',
    })
    expect(world.secrets.current()).toBe('v2')
  })
})

describe('when somebody rolled back to the version before', () => {
  it('waits 10 s for the read to catch up, and then restores the newest token', async () => {
    const world = happyEnv()
    await rotate(world.env)(world.request())()
    world.secrets.rollBack('v1')
    expect(await rotate(world.env)(world.request())()).toMatchObject({ result: 'restored' })
    expect(world.clock.now() > later(NOW, 5) && world.clock.now() <= later(NOW, 10)).toBe(true)
    expect(refreshToken(world)).toBe('refresh-0-1')
    expect(world.provider.sent).toEqual(['refresh-0-0'])
  })
})

describe('when the ledger was lost', () => {
  const PENDING = successorId('11111111-2222-4333-8444-555555555555', 'v1')
  const lost = (pendingCreatedAt: Date) => {
    const world = happyEnv()
    world.ledger.items.clear()
    world.secrets.versions.set(PENDING, {
      text: textOf('refresh-0-1', { issued_at: NOW.toISOString() }),
      createdAt: pendingCreatedAt,
    })
    world.secrets.labels.set('TOKEN_ROTATION_PENDING', PENDING)
    world.provider.grants[0] = { newest: 1, isAlive: true }
    return world
  }

  it('promotes a pending version that was made from AWSCURRENT', async () => {
    const world = lost(later(NOW, -60))
    expect(await rotate(world.env)(world.request())()).toMatchObject({ result: 'refreshed' })
    expect(world.secrets.current()).toBe(PENDING)
    expect(world.provider.sent).toEqual([])
    expect(world.ledger.item()).toMatchObject({
      version: PENDING,
      newest: PENDING,
      base: 'v1',
      refreshedAt: later(NOW, -60),
      salt,
      current: printOf('refresh-0-1'),
    })
  })

  it('knows afterwards that the token before it is spent', async () => {
    const world = lost(later(NOW, -60))
    await rotate(world.env)(world.request())()
    world.secrets.edit(textOf('refresh-0-0'))
    expect(await rotate(world.env)(world.request())()).toMatchObject({ result: 'restored' })
    expect(world.provider.sent).toEqual([])
  })

  it('ignores a pending version that is older than AWSCURRENT', async () => {
    const world = lost(later(NOW, -8000))
    world.provider.grants[0] = { newest: 0, isAlive: true }
    expect(await rotate(world.env)(world.request())()).toMatchObject({ result: 'refreshed' })
    expect(world.provider.sent).toEqual(['refresh-0-0'])
    expect(refreshToken(world)).toBe('refresh-0-1')
    expect(world.secrets.current()).toBe(SUCCESSOR)
  })

  it('does not take a version that was made from another one for the successor of a new consent', async () => {
    const world = lost(later(NOW, -60))
    const consent = world.provider.consent()
    world.secrets.edit(textOf(consent))
    await rotate(world.env)(world.request())()

    expect(world.provider.sent).toEqual([consent])
    expect(refreshToken(world)).toBe('refresh-1-1')
  })

  it('takes the label on AWSCURRENT for what it is: the last refresh was finished', async () => {
    const world = lost(later(NOW, -60))
    world.secrets.rollBack(PENDING)
    expect(await rotate(world.env)(world.request())()).toMatchObject({ result: 'not due' })
    expect(world.ledger.item()).toMatchObject({ version: PENDING, status: 'active' })
  })

  it('sends nothing when the pending version cannot be read', async () => {
    const world = lost(later(NOW, -60))
    const getVersion = () => TE.left(awsFailure('GetSecretValue'))
    const secrets = { ...world.env.secrets, getVersion }
    expect(await rotate({ ...world.env, secrets })(world.request())()).toMatchObject({
      result: 'given up',
    })
    expect(world.provider.sent).toEqual([])
  })

  it('sends nothing when the pending version is labelled and not found', async () => {
    const world = lost(later(NOW, -60))
    const getVersion: RotateEnv['secrets']['getVersion'] = (arn, id) =>
      id === PENDING ? TE.right(undefined) : world.env.secrets.getVersion(arn, id)
    const secrets = { ...world.env.secrets, getVersion }
    expect(await rotate({ ...world.env, secrets })(world.request())()).toMatchObject({
      result: 'given up',
    })
    expect(world.provider.sent).toEqual([])
  })
})

describe('when a lost run had an intent on a version that is not current any more', () => {
  it('closes with the successor as the newest, and asks for another look', async () => {
    const world = happyEnv()
    world.secrets.versions.set('v2', { text: textOf('refresh-0-1'), createdAt: NOW })
    world.remember({ intent: openIntent() })
    world.secrets.edit(textOf('refresh-0-0', { note: 'edited' }))
    expect(await rotate(world.env)(world.request())()).toEqual({
      ...OUTCOME,
      result: 'kept a newer version',
    })
    expect(world.ledger.item()).toEqual({
      ...steadyItem,
      version: 'v2',
      newest: 'v2',
      refreshedAt: later(NOW, -200),
      expiresAt: later(NOW, -3600),
      current: printOf('refresh-0-1'),
      spent: printOf('refresh-0-0'),
      writes: { day: '2026-03-02', count: 2 },
    })
    expect(await rotate(world.env)(world.request())()).toMatchObject({ result: 'restored' })
    expect(JSON.parse(world.secrets.currentText())).toMatchObject({
      refresh_token: 'refresh-0-1',
      note: 'edited',
    })
  })
})
