import * as TE from 'fp-ts/TaskEither'
import { describe, expect, it } from 'vitest'
import { rotate } from '../../lib/rotation/rotate.ts'
import type { RotateEnv } from '../../lib/rotation/rotate-env.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { failingTimes, losingFirstReply } from '../fakes.ts'
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

const REFRESHED = {
  result: 'refreshed',
  isToBeRetried: false,
  secretArn,
  provider: 'acme',
  areEventsLost: false,
}

const GIVEN_UP = { result: 'given up', isToBeRetried: true, secretArn }

const withSecrets = ({ env }: World, secrets: Partial<RotateEnv['secrets']>): RotateEnv => ({
  ...env,
  secrets: { ...env.secrets, ...secrets },
})

const withLedger = ({ env }: World, ledger: Partial<RotateEnv['ledger']>): RotateEnv => ({
  ...env,
  ledger: { ...env.ledger, ...ledger },
})

const count = ({ calls }: World, call: string): number =>
  calls.filter((name) => name === call).length

const refreshToken = ({ secrets }: World): unknown =>
  JSON.parse(secrets.currentText()).refresh_token

/** The ledger while a run that wrote an intent has not closed. */
const OPEN = {
  ...steadyItem,
  lease: { holder: 'id-1', until: later(NOW, 150) },
  intent: {
    base: 'v1',
    successor: SUCCESSOR,
    kind: 'refresh',
    token: printOf('refresh-0-0'),
    startedAt: NOW,
  },
}

/** The same, while a refreshed credential waits in it. */
const ESCROWED = {
  ...OPEN,
  escrow: expect.any(Uint8Array),
  escrowedAt: expect.any(Date),
  current: printOf('refresh-0-1'),
  spent: printOf('refresh-0-0'),
}

describe('when the answer cannot be stored at once', () => {
  it('tries until it is stored', async () => {
    const world = happyEnv()
    const putPending = failingTimes(6, world.env.secrets.putPending)
    expect(await rotate(withSecrets(world, { putPending }))(world.request())()).toEqual(REFRESHED)
    expect(refreshToken(world)).toBe('refresh-0-1')
    expect(world.provider.sent).toHaveLength(1)
  })

  it('stores it once when the reply was lost', async () => {
    const world = happyEnv()
    const putPending = losingFirstReply(world.env.secrets.putPending)
    expect(await rotate(withSecrets(world, { putPending }))(world.request())()).toEqual(REFRESHED)
    expect([...world.secrets.versions.keys()]).toEqual(['v1', SUCCESSOR])
  })
})

describe('when the answer cannot be stored until the end (AWS trap 2: the end of the function between the answer and its write)', () => {
  it('tries until 20 s before it, then keeps it sealed, with the lease and the intent', async () => {
    const world = happyEnv()
    const putPending = failingTimes(1000, world.env.secrets.putPending)
    expect(await rotate(withSecrets(world, { putPending }))(world.request())()).toEqual({
      ...GIVEN_UP,
      errorCode: 'Escrowed',
    })
    expect(world.ledger.item()).toEqual(ESCROWED)
    expect(world.clock.now() > later(NOW, 60) && world.clock.now() <= later(NOW, 70)).toBe(true)
    expect(world.secrets.current()).toBe('v1')
  })
})

describe('when the answer is refused for good', () => {
  it('does not try again, and keeps it sealed at once', async () => {
    const world = happyEnv()
    const putPending = () => TE.left(awsFailure('PutSecretValue', 'InvalidRequestException'))
    expect(await rotate(withSecrets(world, { putPending }))(world.request())()).toEqual({
      ...GIVEN_UP,
      errorCode: 'Escrowed',
    })
    expect(world.clock.now()).toEqual(NOW)
    expect(world.ledger.item()).toEqual(ESCROWED)
  })
})

describe("when somebody's edit wins the promotion", () => {
  const editedWhile = async (text: string) => {
    const world = happyEnv()
    world.provider.script.push((post) => {
      world.secrets.edit(text)
      return world.provider.answer(post)
    })
    const outcome = await rotate(world.env)(world.request())()
    return { ...world, outcome }
  }

  it('leaves theirs current, and remembers the successor as the newest (AWS trap 5: a lost compare-and-swap looks like any other error)', async () => {
    const { outcome, secrets, ledger, events } = await editedWhile(textOf('refresh-0-0'))
    expect(outcome).toEqual({ ...REFRESHED, result: 'kept a newer version' })
    expect(secrets.current()).toBe('edit-1')
    expect(ledger.item()).toEqual({
      ...steadyItem,
      version: SUCCESSOR,
      newest: SUCCESSOR,
      refreshedAt: NOW,
      expiresAt: later(NOW, 3600),
      current: printOf('refresh-0-1'),
      spent: printOf('refresh-0-0'),
      writes: { day: '2026-03-02', count: 1 },
    })
    expect(events).toEqual([])
  })

  it('restores it in the next run if its token is spent', async () => {
    const world = await editedWhile(textOf('refresh-0-0', { note: 'theirs' }))
    expect(await rotate(world.env)(world.request())()).toEqual({ ...REFRESHED, result: 'restored' })
    expect(JSON.parse(world.secrets.currentText())).toMatchObject({
      refresh_token: 'refresh-0-1',
      note: 'theirs',
    })
    expect(world.provider.sent).toEqual(['refresh-0-0'])
  })

  it('accepts it in the next run if it is a new consent', async () => {
    const issuedAt = NOW.toISOString()
    const world = await editedWhile(textOf('refresh-1-0', { issued_at: issuedAt }))
    world.provider.consent()
    expect(await rotate(world.env)(world.request())()).toEqual({ ...REFRESHED, result: 'not due' })
    expect(world.ledger.item()).toMatchObject({
      version: 'edit-1',
      newest: 'edit-1',
      current: printOf('refresh-1-0'),
    })
  })
})

describe('when the promotion fails for a while', () => {
  it('tries again while AWSCURRENT is where it was', async () => {
    const world = happyEnv()
    const promote = failingTimes(3, world.env.secrets.promote)
    expect(await rotate(withSecrets(world, { promote }))(world.request())()).toEqual(REFRESHED)
    expect(refreshToken(world)).toBe('refresh-0-1')
  })

  it('takes a promotion whose reply was lost for done', async () => {
    const world = happyEnv()
    const promote = losingFirstReply(world.env.secrets.promote)
    expect(await rotate(withSecrets(world, { promote }))(world.request())()).toEqual(REFRESHED)
    expect(count(world, 'promote')).toBe(1)
    expect(world.ledger.item()).toMatchObject({ version: SUCCESSOR, base: 'v1' })
  })

  it('does not take it for lost when reads show the version before', async () => {
    const world = happyEnv()
    let isPromoted = false
    const env = withSecrets(world, {
      promote: losingFirstReply((...args) => {
        isPromoted = true
        return world.env.secrets.promote(...args)
      }),
      describe: (arn) =>
        isPromoted && world.clock.now() <= NOW
          ? TE.right({
              name: 'crm/acme',
              tags: { 'token-rotation:provider': 'acme' },
              versions: { v1: ['AWSCURRENT'], [SUCCESSOR]: ['TOKEN_ROTATION_PENDING'] },
            })
          : world.env.secrets.describe(arn),
    })
    expect(await rotate(env)(world.request())()).toEqual(REFRESHED)
    expect(world.ledger.item()).toMatchObject({ version: SUCCESSOR })
  })
})

describe('when the promotion fails for 10 s', () => {
  it('leaves the intent open, and the next run promotes without a request', async () => {
    const world = happyEnv()
    const promote = failingTimes(1000, world.env.secrets.promote)
    expect(await rotate(withSecrets(world, { promote }))(world.request())()).toEqual({
      ...GIVEN_UP,
      errorCode: 'NotPromoted',
    })
    expect(world.ledger.item()).toEqual(OPEN)
    expect(world.clock.now() <= later(NOW, 10)).toBe(true)
    world.clock.pass(151)
    expect(await rotate(world.env)(world.request())()).toEqual(REFRESHED)
    expect(world.provider.sent).toEqual(['refresh-0-0'])
    expect(refreshToken(world)).toBe('refresh-0-1')
  })

  it('does so too when nobody can say which version is current', async () => {
    const world = happyEnv()
    let reads = 0
    const env = withSecrets(world, {
      promote: failingTimes(1000, world.env.secrets.promote),
      describe: (arn) => {
        reads += 1
        return reads === 1 ? world.env.secrets.describe(arn) : TE.left(awsFailure('DescribeSecret'))
      },
    })
    expect(await rotate(env)(world.request())()).toMatchObject({
      ...GIVEN_UP,
      errorCode: 'AwsFailure',
    })
    expect(world.ledger.item()).toEqual(OPEN)
  })
})

describe('when the quota of writes is used up when it comes to the promotion', () => {
  const THROTTLED = awsFailure('UpdateSecretVersionStage', 'ThrottlingException')

  it('waits for room for longer than for anything else, and looks at no label meanwhile', async () => {
    const world = happyEnv()
    const promote = failingTimes(15, world.env.secrets.promote, THROTTLED)
    expect(await rotate(withSecrets(world, { promote }))(world.request())()).toEqual(REFRESHED)
    expect(world.clock.now() > later(NOW, 30)).toBe(true)
    expect(count(world, 'describe')).toBe(1)
    expect(count(world, 'putPending')).toBe(1)
    expect(world.provider.sent).toEqual(['refresh-0-0'])
  })

  it('gives up before the function ends, and the next run promotes without a request', async () => {
    const world = happyEnv()
    const promote = failingTimes(1000, world.env.secrets.promote, THROTTLED)
    expect(await rotate(withSecrets(world, { promote }))(world.request())()).toEqual({
      ...GIVEN_UP,
      errorCode: 'AwsFailure',
      message: 'UpdateSecretVersionStage failed: ThrottlingException',
    })
    expect(world.ledger.item()).toEqual(OPEN)
    expect(world.clock.now() <= later(NOW, 80)).toBe(true)
    world.clock.pass(151)
    expect(await rotate(world.env)(world.request())()).toEqual(REFRESHED)
    expect(world.provider.sent).toEqual(['refresh-0-0'])
    expect(refreshToken(world)).toBe('refresh-0-1')
  })

  it('still sees that somebody wrote meanwhile, and theirs wins', async () => {
    const world = happyEnv()
    const throttled = failingTimes(5, world.env.secrets.promote, THROTTLED)
    let tries = 0
    const env = withSecrets(world, {
      promote:
        (...args) =>
        () => {
          tries += 1
          if (tries === 3) world.secrets.edit(textOf('refresh-of-a-person'))
          return throttled(...args)()
        },
    })
    expect(await rotate(env)(world.request())()).toMatchObject({ result: 'kept a newer version' })
    expect(refreshToken(world)).toBe('refresh-of-a-person')
  })

  it('gives other trouble its 10 s once there is room', async () => {
    const world = happyEnv()
    const throttled = failingTimes(15, world.env.secrets.promote, THROTTLED)
    let tries = 0
    const env = withSecrets(world, {
      promote:
        (...args) =>
        () => {
          tries += 1
          const isOtherTrouble = tries > 15 && tries < 19
          return isOtherTrouble
            ? TE.left(awsFailure('UpdateSecretVersionStage'))()
            : throttled(...args)()
        },
    })
    expect(await rotate(env)(world.request())()).toEqual(REFRESHED)
  })
})

describe('when the ledger cannot be written at the end', () => {
  /** The intent is written, and then so many writes fail. */
  const failingAfterIntent = (world: World, times: number): RotateEnv['ledger']['update'] => {
    const failing = failingTimes(times, world.env.ledger.update)
    let updates = 0
    return (...args) => {
      updates += 1
      return updates === 1 ? world.env.ledger.update(...args) : failing(...args)
    }
  }

  it('tries again', async () => {
    const world = happyEnv()
    const update = failingAfterIntent(world, 3)
    expect(await rotate(withLedger(world, { update }))(world.request())()).toEqual(REFRESHED)
    expect(world.ledger.item()).toMatchObject({ version: SUCCESSOR, lease: undefined })
  })

  it('leaves the bookkeeping to the next run, which sends nothing', async () => {
    const world = happyEnv()
    const update = failingAfterIntent(world, 1000)
    expect(await rotate(withLedger(world, { update }))(world.request())()).toEqual({
      ...GIVEN_UP,
      errorCode: 'AwsFailure',
      message: 'Any failed: InternalServiceError',
    })
    expect(world.ledger.item()).toEqual(OPEN)
    expect(world.events).toEqual([])
    world.clock.pass(151)
    expect(await rotate(world.env)(world.request())()).toEqual(REFRESHED)
    expect(world.provider.sent).toEqual(['refresh-0-0'])
    expect(world.ledger.item()).toMatchObject({ version: SUCCESSOR, lease: undefined })
    expect(world.events.map(({ detailType }) => detailType)).toEqual(['Token Refreshed'])
  })

  it('takes a write whose reply was lost for done', async () => {
    const world = happyEnv()
    let updates = 0
    const losing = losingFirstReply(world.env.ledger.update)
    const update: RotateEnv['ledger']['update'] = (...args) => {
      updates += 1
      return updates === 1 ? world.env.ledger.update(...args) : losing(...args)
    }
    expect(await rotate(withLedger(world, { update }))(world.request())()).toEqual(REFRESHED)
    expect(world.ledger.item()).toMatchObject({ version: SUCCESSOR, lease: undefined })
    expect(world.events).toHaveLength(1)
  })

  it('says nothing and writes nothing when somebody else has the lease', async () => {
    const world = happyEnv()
    const promote: RotateEnv['secrets']['promote'] = (...args) => {
      world.remember({ lease: { holder: 'somebody', until: later(NOW, 300) } })
      return world.env.secrets.promote(...args)
    }
    expect(await rotate(withSecrets(world, { promote }))(world.request())()).toEqual({
      ...GIVEN_UP,
      errorCode: 'LeaseLost',
    })
    expect(world.ledger.item().lease?.holder).toBe('somebody')
    expect(world.ledger.item().version).toBe('v1')
    expect(world.events).toEqual([])
  })
})

describe('when nobody can be told', () => {
  it('has refreshed all the same, and says that the events are lost (AWS trap 19: PutEvents fails after the promotion)', async () => {
    const world = happyEnv()
    const env: RotateEnv = { ...world.env, publish: () => TE.left(awsFailure('PutEvents')) }
    expect(await rotate(env)(world.request())()).toEqual({ ...REFRESHED, areEventsLost: true })
    expect(refreshToken(world)).toBe('refresh-0-1')
    expect(world.ledger.item()).toMatchObject({ version: SUCCESSOR, lease: undefined })
  })
})
