import * as TE from 'fp-ts/TaskEither'
import { describe, expect, it } from 'vitest'
import {
  type ClientIdentity,
  type ClientWatch,
  clientWatch,
} from '../../lib/rotation/client-watch.ts'
import type { ProviderTable } from '../../lib/rotation/provider-state.ts'
import { providerStates } from '../../lib/rotation/provider-states.ts'
import { fakeClock, fakeProviderTable } from '../fakes.ts'
import { awsFailure, NOW } from '../fixed-data.ts'

const WHY = { errorCode: 'client_rejected', reason: 'the provider does not accept the client' }
const crm: ClientIdentity = { provider: 'acme', name: 'crm', carriedBy: undefined }
const carriedBy = (arn: string): ClientIdentity => ({ ...crm, carriedBy: arn })

const REJECTED = {
  detailType: 'Client Rejected',
  detail: {
    provider: 'acme',
    client: 'crm',
    errorCode: 'client_rejected',
    message:
      'no credential of acme that uses the client crm is refreshed: the provider does not accept the client',
  },
}
const ACCEPTED = { detailType: 'Client Accepted', detail: { provider: 'acme', client: 'crm' } }

/** Two containers that share a table, and look at it before each request. */
const twoContainers = () => {
  const calls: string[] = []
  const clock = fakeClock()
  const table = fakeProviderTable(calls)
  const container = () => {
    const states = providerStates(table.port, clock.now)
    const watch = clientWatch(table.port, states, clock.now)
    return {
      rejects: async (client = crm) => {
        await states.read('acme')()
        return watch.rejected(client, WHY)()
      },
      accepts: async (client = crm) => {
        await states.read('acme')()
        return watch.accepted(client)()
      },
    }
  }
  return { calls, clock, table, one: container(), other: container() }
}

describe('when all clients are accepted', () => {
  it('tells nothing, and costs no call but the look that is made anyway', async () => {
    const { one, calls } = twoContainers()
    expect([...(await one.accepts()), ...(await one.accepts())]).toEqual([])
    expect(calls).toEqual(['breaker'])
  })
})

describe('when a client begins to be rejected', () => {
  it('tells it once, whatever the number of credentials and containers', async () => {
    const { one, other } = twoContainers()
    const told = await Promise.all([one, other, one, other, one].map(({ rejects }) => rejects()))
    expect(told.flat()).toEqual([REJECTED])
  })

  it('costs one write for each rejected request', async () => {
    const { one, calls } = twoContainers()
    await one.rejects()
    await one.rejects()
    expect(calls).toEqual(['breaker', 'breaker', 'breaker'])
  })

  it('tells it for each name and provider', async () => {
    const { one } = twoContainers()
    const told = [
      ...(await one.rejects()),
      ...(await one.rejects({ ...crm, name: 'erp' })),
      ...(await one.rejects({ ...crm, provider: 'hooli' })),
    ]
    expect(told.map(({ detail }) => detail)).toMatchObject([
      { provider: 'acme', client: 'crm' },
      { provider: 'acme', client: 'erp' },
      { provider: 'hooli', client: 'crm' },
    ])
  })
})

describe('when a rejected client works again', () => {
  it('tells it once', async () => {
    const { one, other, clock } = twoContainers()
    await one.rejects()
    clock.pass(11)
    expect([
      ...(await other.accepts()),
      ...(await one.accepts()),
      ...(await other.accepts()),
    ]).toEqual([ACCEPTED])
  })

  it('tells the next rejection again', async () => {
    const { one } = twoContainers()
    await one.rejects()
    await one.accepts()
    expect(await one.rejects()).toEqual([REJECTED])
  })
})

describe('when credentials carry their clients', () => {
  it('tells their rejections once for the name', async () => {
    const { one, other } = twoContainers()
    const told = [...(await one.rejects(carriedBy('a'))), ...(await other.rejects(carriedBy('b')))]
    expect(told).toEqual([
      {
        ...REJECTED,
        detail: {
          ...REJECTED.detail,
          message:
            'a credential of acme that carries its own client is not refreshed, and perhaps others are not: the provider does not accept the client',
        },
      },
    ])
  })

  it('does not call one accepted because another one works', async () => {
    const { one } = twoContainers()
    await one.rejects(carriedBy('a'))
    expect(await one.accepts(carriedBy('b'))).toEqual([])
    expect(await one.accepts()).toEqual([])
    expect(await one.rejects(carriedBy('a'))).toEqual([])
  })

  it('calls them accepted when the last one of them works', async () => {
    const { one } = twoContainers()
    await one.rejects(carriedBy('a'))
    await one.rejects(carriedBy('b'))
    expect(await one.accepts(carriedBy('a'))).toEqual([])
    expect(await one.accepts(carriedBy('b'))).toEqual([ACCEPTED])
  })

  it('remembers a hundred of them, which are enough', async () => {
    const { one, table } = twoContainers()
    for (let i = 0; i < 120; i++) await one.rejects(carriedBy(`arn-${i}`))
    expect(table.states.get('acme')?.rejectedClients.size).toBe(100)
  })

  it('writes no ARN down', async () => {
    const { one, table } = twoContainers()
    await one.rejects(carriedBy('arn:secret'))
    expect([...(table.states.get('acme')?.rejectedClients.keys() ?? [])]).toEqual([
      expect.stringMatching(/^crm#[0-9a-f]{16}$/),
    ])
  })
})

describe('when a rejected credential is gone', () => {
  it('does not silence the next rejection for more than a day, nor stay in the table', async () => {
    const { one, clock, table } = twoContainers()
    await one.rejects(carriedBy('gone'))
    clock.pass(86_401)
    expect(await one.rejects()).toEqual([REJECTED])
    expect([...(table.states.get('acme')?.rejectedClients.keys() ?? [])]).toEqual(['crm'])
  })
})

describe('when the table cannot be reached', () => {
  it('has nothing to tell', async () => {
    const down = () => TE.left(awsFailure('UpdateItem'))
    const table: ProviderTable = {
      ...fakeProviderTable().port,
      addRejection: down,
      removeRejection: down,
    }
    const states = providerStates(table, () => NOW)
    states.note('acme', { outages: 0, rejectedClients: new Map([['crm', NOW]]) })
    const watch: ClientWatch = clientWatch(table, states, () => NOW)
    expect([...(await watch.rejected(crm, WHY)()), ...(await watch.accepted(crm)())]).toEqual([])
  })
})
