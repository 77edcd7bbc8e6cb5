import * as E from 'fp-ts/Either'
import * as TE from 'fp-ts/TaskEither'
import { describe, expect, it } from 'vitest'
import { rotate } from '../../lib/rotation/rotate.ts'
import type { RotateEnv } from '../../lib/rotation/rotate-env.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { successorId } from '../../lib/rotation/successor-id.ts'
import { NOW, printOf, SUCCESSOR, secretArn, textOf } from '../fixed-data.ts'
import { happyEnv } from '../happy-env.ts'

const OUTCOME = { isToBeRetried: false, secretArn, provider: 'acme', areEventsLost: false }

/** Refreshed once: `refresh-0-0` is spent, and AWSCURRENT `id-2` holds `refresh-0-1`. */
const refreshedEnv = async () => {
  const world = happyEnv()
  await rotate(world.env)(world.request())()
  world.events.length = 0
  world.calls.length = 0
  world.clock.pass(60)
  return world
}

const putOldBack = (world: Awaited<ReturnType<typeof refreshedEnv>>) => {
  world.secrets.edit(textOf('refresh-0-0'))
  return rotate(world.env)(world.request())()
}

/** What is made of somebody's first edit after that. */
const RESTORED = successorId('id-4', 'edit-1')

describe('when somebody edited the secret and kept its token', () => {
  it('accepts the version, and refreshes it when its own dates say', async () => {
    const { env, request, secrets, ledger, provider, clock } = await refreshedEnv()
    const issuedAt = NOW.toISOString()
    secrets.edit(textOf('refresh-0-1', { issued_at: issuedAt, note: 'edited' }))
    expect(await rotate(env)(request())()).toEqual({ ...OUTCOME, result: 'not due' })
    expect(ledger.item()).toMatchObject({
      version: 'edit-1',
      newest: 'edit-1',
      current: printOf('refresh-0-1'),
      spent: printOf('refresh-0-0'),
      lease: undefined,
    })
    clock.pass(3600)
    expect(await rotate(env)(request())()).toEqual({ ...OUTCOME, result: 'refreshed' })
    expect(provider.sent).toEqual(['refresh-0-0', 'refresh-0-1'])
    expect(JSON.parse(secrets.currentText())).toMatchObject({
      refresh_token: 'refresh-0-2',
      note: 'edited',
    })
  })

  it('still keeps 16 minutes after our own last write', async () => {
    const { env, request, secrets, ledger } = await refreshedEnv()
    secrets.edit(textOf('refresh-0-1'))
    expect(await rotate(env)(request())()).toEqual({ ...OUTCOME, result: 'not due' })
    expect(ledger.item().nextAt).toEqual(later(NOW, 960))
  })
})

describe('when a person has logged in again', () => {
  it('accepts the new grant, and does not count the replaced token as spent', async () => {
    const { env, request, secrets, ledger, provider, clock } = await refreshedEnv()
    secrets.edit(textOf(provider.consent()))
    clock.pass(3600)
    expect(await rotate(env)(request())()).toEqual({ ...OUTCOME, result: 'refreshed' })
    expect(provider.sent).toEqual(['refresh-0-0', 'refresh-1-0'])
    expect(ledger.item()).toMatchObject({ current: printOf('refresh-1-1') })
    expect(ledger.item().spent).toEqual(
      new Uint8Array([...printOf('refresh-0-0'), ...printOf('refresh-1-0')]),
    )
  })

  it('goes back to the earlier grant if they do', async () => {
    const { env, request, secrets, provider, clock } = await refreshedEnv()
    secrets.edit(textOf(provider.consent()))
    await rotate(env)(request())()
    secrets.edit(textOf('refresh-0-1'))
    clock.pass(3600)
    expect(await rotate(env)(request())()).toEqual({ ...OUTCOME, result: 'refreshed' })
    expect(provider.sent).toEqual(['refresh-0-0', 'refresh-0-1'])
  })
})

describe('when an old text with a spent token was put back', () => {
  it('restores the newest tokens into their text without a request', async () => {
    const { env, request, secrets, provider, calls } = await refreshedEnv()
    const theirs = textOf('refresh-0-0', { note: 'from a template', big: '12345678901234567890' })
    secrets.edit(theirs.replace('"12345678901234567890"', '12345678901234567890'))
    expect(await rotate(env)(request())()).toEqual({ ...OUTCOME, result: 'restored' })
    expect(secrets.currentText()).toBe(
      textOf('refresh-0-1', {
        issued_at: NOW.toISOString(),
        note: 'from a template',
        big: '12345678901234567890',
      }).replace('"12345678901234567890"', '12345678901234567890'),
    )
    expect(provider.sent).toEqual(['refresh-0-0'])
    expect(calls).toEqual([
      'acquire',
      'describe',
      'getVersion',
      'getVersion',
      'update',
      'putPending',
      'promote',
      'update',
      'publish',
    ])
  })

  it('remembers it, and tells it', async () => {
    const world = await refreshedEnv()
    const before = world.ledger.item()
    await putOldBack(world)
    expect(world.ledger.item()).toEqual({
      ...before,
      version: RESTORED,
      base: 'edit-1',
      newest: RESTORED,
      nextAt: expect.any(Date),
      restores: { day: '2026-03-02', count: 1 },
      // the refresh, the old text and its restore
      writes: { day: '2026-03-02', count: 3 },
    })
    expect(world.events).toEqual([
      {
        detailType: 'Credential Restored',
        detail: {
          secretArn,
          secretName: 'crm/acme',
          provider: 'acme',
          versionId: RESTORED,
          expiresAt: later(NOW, 3600).toISOString(),
        },
      },
    ])
  })

  it('refreshes the restored token when it is due', async () => {
    const world = await refreshedEnv()
    await putOldBack(world)
    world.clock.pass(3600)
    expect(await rotate(world.env)(world.request())()).toEqual({ ...OUTCOME, result: 'refreshed' })
    expect(world.provider.sent).toEqual(['refresh-0-0', 'refresh-0-1'])
  })

  it('finishes a restore that was cut off', async () => {
    const world = await refreshedEnv()
    world.secrets.edit(textOf('refresh-0-0'))
    await new Promise<void>((reached) => {
      const promote = () => () => new Promise<never>(() => reached())
      const secrets = { ...world.env.secrets, promote }
      void rotate({ ...world.env, secrets })(world.request())()
    })
    world.clock.pass(151)
    expect(await rotate(world.env)(world.request())()).toEqual({ ...OUTCOME, result: 'restored' })
    expect(JSON.parse(world.secrets.currentText())).toMatchObject({ refresh_token: 'refresh-0-1' })
    expect([...world.secrets.versions.keys()]).toEqual(['v1', SUCCESSOR, 'edit-1', RESTORED])
    expect(world.ledger.item()).toMatchObject({
      spent: printOf('refresh-0-0'),
      restores: { day: '2026-03-02', count: 1 },
    })
  })

  it('leaves the version of somebody who wrote meanwhile, and judges it next', async () => {
    const world = await refreshedEnv()
    world.secrets.edit(textOf('refresh-0-0'))
    const putPending: RotateEnv['secrets']['putPending'] = (...args) => {
      world.secrets.edit(textOf('refresh-0-1', { note: 'theirs' }))
      return world.env.secrets.putPending(...args)
    }
    const secrets = { ...world.env.secrets, putPending }
    expect(await rotate({ ...world.env, secrets })(world.request())()).toEqual({
      ...OUTCOME,
      result: 'kept a newer version',
    })
    await rotate(world.env)(world.request())()
    expect(world.ledger.item()).toMatchObject({ version: 'edit-2', newest: 'edit-2' })
    expect(JSON.parse(world.secrets.currentText())).toMatchObject({ note: 'theirs' })
  })
})

describe('when an old text is put back again and again', () => {
  const fiveTimes = async () => {
    const world = await refreshedEnv()
    const results = []
    for (let i = 0; i < 5; i++) results.push((await putOldBack(world)).result)
    return { ...world, results }
  }

  it('restores it four times a day, and then raises one alarm', async () => {
    const { env, request, results, events, ledger, secrets, clock } = await fiveTimes()
    clock.pass(3600)
    await rotate(env)(request())()
    expect(results).toEqual(['restored', 'restored', 'restored', 'restored', 'failed'])
    expect(secrets.current()).toBe('edit-5')
    expect(ledger.item()).toMatchObject({
      status: 'failing',
      error: 'restore_loop',
      failures: 2,
      current: printOf('refresh-0-1'),
    })
    expect(events.map(({ detailType }) => detailType)).toEqual([
      ...Array.from({ length: 4 }, () => 'Credential Restored'),
      'Token Refresh Failed',
    ])
  })

  it('restores it again the next day, and says that it recovered', async () => {
    const { env, request, provider, events, secrets, clock } = await fiveTimes()
    clock.pass(86_400)
    expect(await rotate(env)(request())()).toEqual({ ...OUTCOME, result: 'restored' })
    expect(JSON.parse(secrets.currentText())).toMatchObject({ refresh_token: 'refresh-0-1' })
    expect(events.map(({ detailType }) => detailType).slice(5)).toEqual([
      'Credential Restored',
      'Credential Recovered',
    ])
    expect(provider.sent).toEqual(['refresh-0-0'])
  })
})

describe('when the version with the newest token', () => {
  const reading = (env: RotateEnv, getVersion: RotateEnv['secrets']['getVersion']): RotateEnv => ({
    ...env,
    secrets: { ...env.secrets, getVersion },
  })

  it('is gone: asks for a person, and sends nothing', async () => {
    const { env, request, secrets, provider, ledger } = await refreshedEnv()
    secrets.edit(textOf('refresh-0-0'))
    secrets.versions.delete(SUCCESSOR)
    secrets.labels.delete('TOKEN_ROTATION_PENDING')
    secrets.labels.delete('AWSPREVIOUS')
    expect(await rotate(env)(request())()).toMatchObject({ errorCode: 'newest_token_lost' })
    expect(provider.sent).toEqual(['refresh-0-0'])
    expect(ledger.item()).toMatchObject({ status: 'reauthorize', newest: SUCCESSOR })
  })

  it('is not shown yet: asks again', async () => {
    const { env, request, secrets } = await refreshedEnv()
    secrets.edit(textOf('refresh-0-0'))
    secrets.labels.delete('TOKEN_ROTATION_PENDING')
    secrets.labels.delete('AWSPREVIOUS')
    let reads = 0
    const late = reading(env, (arn, id) => async () => {
      if (id === SUCCESSOR) reads += 1
      return id === SUCCESSOR && reads < 3 ? E.right(undefined) : env.secrets.getVersion(arn, id)()
    })
    expect(await rotate(late)(request())()).toEqual({ ...OUTCOME, result: 'restored' })
  })

  it('is labelled and not shown: leaves it to the next run', async () => {
    const { env, request, secrets, provider } = await refreshedEnv()
    secrets.edit(textOf('refresh-0-0'))
    const never = reading(env, (arn, id) =>
      id === SUCCESSOR ? TE.right(undefined) : env.secrets.getVersion(arn, id),
    )
    expect(await rotate(never)(request())()).toMatchObject({ result: 'given up' })
    expect(provider.sent).toEqual(['refresh-0-0'])
  })
})

describe('when a spent token is put back after the grant was rejected', () => {
  const rejected = async () => {
    const world = await refreshedEnv()
    world.provider.script.push(async () =>
      Response.json({ error: 'invalid_grant' }, { status: 400 }),
    )
    world.clock.pass(3600)
    await rotate(world.env)(world.request())()
    world.secrets.edit(textOf('refresh-0-0'))
    return world
  }

  it('tries it: somebody may have revived it at the provider', async () => {
    const { env, request, provider, secrets, ledger } = await rejected()
    provider.script.push(async () =>
      Response.json({ access_token: 'access-revived', refresh_token: 'refresh-revived' }),
    )
    expect(await rotate(env)(request())()).toEqual({ ...OUTCOME, result: 'refreshed' })
    expect(provider.sent.at(-1)).toBe('refresh-0-0')
    expect(JSON.parse(secrets.currentText())).toMatchObject({ refresh_token: 'refresh-revived' })
    expect(ledger.item()).toMatchObject({ status: 'active' })
  })

  it('goes on trying it while the provider is down', async () => {
    const { env, request, provider, ledger, clock } = await rejected()
    provider.script.push(async () => Response.json({}, { status: 429 }))
    await rotate(env)(request())()
    clock.pass(3600)
    provider.script.push(async () =>
      Response.json({ access_token: 'access-revived', refresh_token: 'refresh-revived' }),
    )
    expect(await rotate(env)(request())()).toEqual({ ...OUTCOME, result: 'refreshed' })
    expect(ledger.item()).toMatchObject({ current: printOf('refresh-revived') })
  })
})
