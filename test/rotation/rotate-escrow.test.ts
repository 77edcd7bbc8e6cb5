import * as TE from 'fp-ts/TaskEither'
import { describe, expect, it } from 'vitest'
import { rotate } from '../../lib/rotation/rotate.ts'
import type { RotateEnv } from '../../lib/rotation/rotate-env.ts'
import { awsFailure, printOf, secretArn, textOf } from '../fixed-data.ts'
import { happyEnv } from '../happy-env.ts'

type World = ReturnType<typeof happyEnv>

const REFUSED = 'InvalidParameterException'

/** Secrets Manager refuses every new version, for good unless another code is given. */
const refusing = ({ env }: World, code = REFUSED): RotateEnv => ({
  ...env,
  secrets: { ...env.secrets, putPending: () => TE.left(awsFailure('PutSecretValue', code)) },
})

const run = async (world: World, env = world.env) => {
  const outcome = await rotate(env)(world.request())()
  // the lease runs out
  world.clock.pass(151)
  return outcome
}

/** A world in which a refreshed credential waits in the ledger. */
const escrowed = async () => {
  const world = happyEnv()
  await run(world, refusing(world))
  return world
}

const tokens = ({ secrets }: World) => JSON.parse(secrets.currentText())

describe('when a refreshed credential waits in escrow', () => {
  it('is stored and promoted by the next run, without a request', async () => {
    const world = await escrowed()
    const outcome = await run(world)

    expect(outcome).toMatchObject({ result: 'refreshed', areEventsLost: false })
    expect(tokens(world).refresh_token).toBe('refresh-0-1')
    expect(world.provider.sent).toEqual(['refresh-0-0'])
    expect(world.ledger.item()).toMatchObject({
      status: 'active',
      escrow: undefined,
      escrowedAt: undefined,
      intent: undefined,
      current: printOf('refresh-0-1'),
      spent: printOf('refresh-0-0'),
    })
  })

  it('is stored once when the reply of its store is lost and the run dies', async () => {
    const world = await escrowed()
    const dying: RotateEnv = {
      ...world.env,
      secrets: {
        ...world.env.secrets,
        putPending:
          (...version) =>
          async () => {
            await world.env.secrets.putPending(...version)()
            return new Promise<never>(() => {})
          },
      },
    }
    void rotate(dying)(world.request())()
    await new Promise(setImmediate)
    world.clock.pass(151)
    await run(world)

    expect(world.secrets.versions.size).toBe(2)
    expect(tokens(world).refresh_token).toBe('refresh-0-1')
    expect(world.ledger.item().escrow).toBeUndefined()
    expect(world.provider.sent).toHaveLength(1)
  })

  it('is not refreshed over, and stays as it is, when it cannot be opened', async () => {
    const world = await escrowed()
    const before = world.ledger.item()
    const env: RotateEnv = {
      ...world.env,
      escrow: { ...world.env.escrow, open: () => TE.left(awsFailure('Decrypt', 'KMSInternal')) },
    }

    expect(await run(world, env)).toEqual({
      result: 'given up',
      isToBeRetried: true,
      secretArn,
      errorCode: 'AwsFailure',
      message: 'Decrypt failed: KMSInternal',
    })
    expect(world.ledger.item()).toEqual({ ...before, lease: undefined })
    expect(world.provider.sent).toHaveLength(1)
  })

  it.each([
    'InternalServiceError',
    'AccessDeniedException',
    // permissions are given back, on a key as on a secret
    'KmsAccessDenied',
  ])('waits on while Secrets Manager answers %s', async (code) => {
    const world = await escrowed()
    const before = world.ledger.item()
    const outcome = await run(world, refusing(world, code))

    expect(outcome).toMatchObject({ result: 'given up', errorCode: 'NotStored' })
    expect(world.ledger.item()).toMatchObject({ escrow: before.escrow, intent: before.intent })
    expect(world.provider.sent).toHaveLength(1)
  })
})

describe('when the secret refuses what waits in escrow for good', () => {
  it('says so once, keeps it and its intent, and sends no token', async () => {
    const world = await escrowed()
    const { escrow, intent } = world.ledger.item()
    const outcomes = [await run(world, refusing(world)), await run(world, refusing(world))]

    expect(outcomes.map(({ result, errorCode }) => [result, errorCode])).toEqual([
      ['failed', 'secret_refuses'],
      ['failed', 'secret_refuses'],
    ])
    expect(world.ledger.item()).toMatchObject({
      status: 'failing',
      error: 'secret_refuses',
      failures: 2,
      message:
        "the secret does not take the newest tokens (InvalidParameterException); they are kept and tried again, make the secret's text smaller or mend what refuses it",
      escrow,
      intent,
    })
    expect(world.events.map(({ detailType }) => detailType)).toEqual(['Token Refresh Failed'])
    expect(world.provider.sent).toHaveLength(1)
  })

  it('puts its tokens into what a person writes with the old token, smaller or not', async () => {
    const world = await escrowed()
    await run(world, refusing(world))
    world.secrets.edit(textOf('refresh-0-0', { note: 'smaller' }))
    // the sealed text is refused as before, theirs is not
    const env: RotateEnv = {
      ...world.env,
      secrets: {
        ...world.env.secrets,
        putPending: (arn, id, text) =>
          text.includes('smaller')
            ? world.env.secrets.putPending(arn, id, text)
            : TE.left(awsFailure('PutSecretValue', REFUSED)),
      },
    }
    const outcome = await run(world, env)

    expect(outcome).toMatchObject({ result: 'restored' })
    expect(tokens(world)).toMatchObject({ refresh_token: 'refresh-0-1', note: 'smaller' })
    expect(world.ledger.item()).toMatchObject({ status: 'active', escrow: undefined })
    expect(world.provider.sent).toHaveLength(1)
  })

  it("gives way to a person's new consent, whose grant it is from then on", async () => {
    const world = await escrowed()
    await run(world, refusing(world))
    world.secrets.edit(textOf(world.provider.consent()))
    const refused = [await run(world, refusing(world))]
    await run(world)

    expect(refused).toMatchObject([{ errorCode: 'Escrowed' }])
    expect(tokens(world).refresh_token).toBe('refresh-1-1')
    expect(world.provider.sent).toEqual(['refresh-0-0', 'refresh-1-0'])
    expect(world.ledger.item()).toMatchObject({ status: 'active', escrow: undefined })
  })
})

describe('when a refreshed credential can be kept nowhere', () => {
  it('raises the alarm, and keeps lease and intent', async () => {
    const world = happyEnv()
    const env: RotateEnv = {
      ...refusing(world),
      escrow: { ...world.env.escrow, seal: () => TE.left(awsFailure('GenerateDataKey')) },
    }
    const outcome = await rotate(env)(world.request())()

    expect(outcome).toMatchObject({ result: 'given up', errorCode: 'TokenLost' })
    expect(world.lost).toEqual([secretArn])
    expect(world.ledger.item()).toMatchObject({ intent: { token: printOf('refresh-0-0') } })
    expect(world.ledger.item().lease).toBeDefined()
  })
})
