import { describe, expect, it } from 'vitest'
import { NO_TROUBLE } from '../../lib/rotation/provider-state.ts'
import { rotate } from '../../lib/rotation/rotate.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { NOW } from '../fixed-data.ts'
import { happyEnv } from '../happy-env.ts'

/** A credential that failed five minutes ago because its provider was down, and backs off for most of an hour. */
const backingOff = (state: object, fields: object = {}) => {
  const world = happyEnv()
  world.table.states.set('acme', { ...NO_TROUBLE, ...state })
  world.remember({
    status: 'failing',
    failures: 3,
    error: 'provider_unavailable',
    outageAt: later(NOW, -300),
    nextAt: later(NOW, 3000),
    ...fields,
  })
  return world
}

describe('when a credential backs off and its provider is back', () => {
  it('is refreshed at once, and forgets the outage', async () => {
    const { env, request, ledger } = backingOff({ recoveredAt: later(NOW, -60) })
    expect(await rotate(env)(request())()).toMatchObject({ result: 'refreshed' })
    expect(ledger.item()).toMatchObject({ status: 'active', outageAt: undefined })
  })

  it('is not refreshed within 16 minutes of the last write', async () => {
    const { env, request, provider } = backingOff(
      { recoveredAt: later(NOW, -60) },
      { refreshedAt: later(NOW, -500) },
    )
    expect(await rotate(env)(request())()).toMatchObject({ result: 'not due' })
    expect(provider.sent).toEqual([])
  })
})

describe('when a credential backs off and nothing has changed', () => {
  it.each<[string, object, object]>([
    ['the provider is still down', { outages: 5, openUntil: later(NOW, 60) }, {}],
    ['the last try was after the recovery', { recoveredAt: later(NOW, -301) }, {}],
    ['it failed for another reason', { recoveredAt: NOW }, { outageAt: undefined }],
  ])('is left alone where %s', async (_, state, fields) => {
    const { env, request, provider } = backingOff(state, fields)
    expect(await rotate(env)(request())()).toMatchObject({ result: 'not due' })
    expect(provider.sent).toEqual([])
  })

  it('costs a credential that is merely not due no look at the provider', async () => {
    const { env, request, calls, remember } = happyEnv()
    remember({ nextAt: later(NOW, 3000) })
    await rotate(env)(request())()
    expect(calls).toEqual(['acquire', 'describe', 'getVersion', 'update'])
  })
})

describe('when runs are measured', () => {
  it('notes the writes, and how long the token endpoint took, once at the end', async () => {
    const world = happyEnv()
    const { env, request, meter, provider, clock } = world
    provider.script.push(async (post) => {
      clock.pass(1.5)
      return provider.answer(post)
    })
    await rotate(env)(request())()
    expect(meter.told).toEqual([
      {
        secretWrites: 2,
        tokenRequests: [['acme', 1500]],
        result: 'refreshed',
        errorCode: undefined,
      },
    ])
  })

  it('notes a request that had no answer, and the code of the failure', async () => {
    const { env, request, meter, provider, clock } = happyEnv()
    provider.script.push(async () => {
      clock.pass(20)
      throw { tag: 'ProviderUnavailable', cause: 'no connection', mayBeApplied: false }
    })
    await rotate(env)(request())()
    expect(meter.told).toEqual([
      {
        secretWrites: 0,
        tokenRequests: [['acme', 20_000]],
        result: 'failed',
        errorCode: 'provider_unavailable',
      },
    ])
  })

  it('says nothing before the answer is stored', async () => {
    const { env, request, meter, secrets } = happyEnv()
    let toldBefore: number | undefined
    const putPending: typeof env.secrets.putPending = (...args) => {
      toldBefore = meter.told.length
      return secrets.port.putPending(...args)
    }
    await rotate({ ...env, secrets: { ...env.secrets, putPending } })(request())()
    expect(toldBefore).toBe(0)
  })
})
