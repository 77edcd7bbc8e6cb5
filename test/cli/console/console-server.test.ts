import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { secretNamed } from '../../main-job/demo.ts'
import { type ConsoleDemo, startConsoleDemo } from './console-demo.ts'

describe('when the page asks', () => {
  let demo: ConsoleDemo
  beforeAll(async () => {
    demo = await startConsoleDemo()
  })
  afterAll(() => demo.stop())

  it('lists the fleet, the worst first', async () => {
    const { status, answer } = await demo.ask('fleet')

    expect(status).toBe(200)
    expect(answer.entries.slice(0, 2)).toMatchObject([
      { name: 'retently/former-admin', provider: 'retently', status: 'reauthorize' },
      { name: 'acme-crm/typo', provider: 'acme-crm', status: 'invalid' },
    ])
    expect(answer).toMatchObject({ found: 7, total: 7, page: 1, pages: 1, leftOut: [] })
  })

  it('tells everything of a credential', async () => {
    const { status, answer } = await demo.ask('credential?name=acme-crm%2Fsales')

    expect(status).toBe(200)
    expect(answer).toMatchObject({
      name: 'acme-crm/sales',
      provider: 'acme-crm',
      isKnownProvider: true,
      status: 'active',
      isPaused: false,
      needsPerson: false,
      tags: [['token-rotation:provider', 'acme-crm']],
      versionCount: 2,
    })
    expect(answer.verdict).toMatch(/^not due before /)
    expect(answer.versions[0].story).toContain(`refreshed from ${answer.versions[1].id}`)
  })

  it('puts the fleet on a line of time', async () => {
    const { answer } = await demo.ask('timeline?provider=acme-crm')

    expect(answer.total).toBe(3)
    expect(answer.hours).toHaveLength(48)
    expect(answer.hours[23]).toMatchObject({ offset: -1, count: 1 })
    expect(answer.lanes.map(({ name }: { name: string }) => name).toSorted()).toStrictEqual([
      'acme-crm/sales',
      'acme-crm/support',
      'acme-crm/typo',
    ])
  })

  it('tells of providers and of one of them', async () => {
    const { answer } = await demo.ask('providers')
    const one = await demo.ask('provider?id=hubspot')

    expect(answer.entries.length).toBeGreaterThan(80)
    expect(one.answer).toMatchObject({ id: 'hubspot', name: 'HubSpot' })
    expect(one.answer.lines.join('\n')).toContain('Sources:')
  })

  it('says of a name that is not there which one is near', async () => {
    expect(await demo.ask('credential?name=acme-crm%2Fsale')).toStrictEqual({
      status: 404,
      answer: {
        problem: 'no secret acme-crm/sale in us-east-1; did you mean acme-crm/sales?',
      },
    })
  })

  it.each(['nothing', 'constructor', 'provider?id=nobody', 'look?id=nobody'])(
    'has nothing at %s',
    async (path) => {
      expect((await demo.ask(path)).status).toBe(404)
    },
  )
})

describe('when it is counted which calls the console makes', () => {
  let demo: ConsoleDemo
  beforeAll(async () => {
    demo = await startConsoleDemo()
    demo.forgetCalls()
  })
  afterAll(() => demo.stop())

  it('makes none that can give a value, as long as nobody logs in', async () => {
    for (const path of ['fleet', 'timeline', 'credential?name=acme-crm%2Fsales', 'about'])
      expect((await demo.ask(path)).status).toBe(200)
    for (const action of ['pause', 'resume'])
      expect((await demo.order(action, 'acme-crm/sales')).status).toBe(200)

    expect(demo.callsSince()).toStrictEqual([
      'BatchGetItem',
      'DescribeSecret',
      'ListSecretVersionIds',
      'ListSecrets',
      'TagResource',
      'UntagResource',
    ])
  })
})

describe('when a secret of the account is not under rotation', () => {
  let demo: ConsoleDemo
  beforeAll(async () => {
    demo = await startConsoleDemo()
    await fetch(demo.account.access.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'secretsmanager.CreateSecret',
        authorization: 'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/secretsmanager/x',
      },
      body: JSON.stringify({
        Name: 'other/thing',
        ClientRequestToken: '00000000-0000-4000-8000-000000000000',
        SecretString: 'demo-secret-other',
        Tags: [{ Key: 'owner', Value: 'another team' }],
      }),
    })
  })
  afterAll(() => demo.stop())

  it('tells nothing of it', async () => {
    expect(secretNamed(demo.account, 'other/thing').name).toBe('other/thing')
    expect(await demo.ask('credential?name=other%2Fthing')).toStrictEqual({
      status: 404,
      answer: { problem: 'secret other/thing: it is not under rotation' },
    })
  })

  it.each(['rotate', 'pause', 'resume'])('refuses to %s it', async (action) => {
    expect((await demo.order(action, 'other/thing')).status).toBe(404)
    expect(secretNamed(demo.account, 'other/thing').tags).toStrictEqual({ owner: 'another team' })
  })
})

describe('when a credential is paused and resumed', () => {
  let demo: ConsoleDemo
  beforeAll(async () => {
    demo = await startConsoleDemo()
  })
  afterAll(() => demo.stop())

  it('sets the tag, keeps it from being rotated, and takes it off again', async () => {
    const paused = await demo.order('pause', 'acme-crm/sales')
    const tags = secretNamed(demo.account, 'acme-crm/sales').tags
    const rotated = await demo.order('rotate', 'acme-crm/sales')
    const resumed = await demo.order('resume', 'acme-crm/sales')

    expect(paused.answer).toStrictEqual({
      message: 'paused; nothing new is begun, and a refresh that was begun is still finished',
    })
    expect(tags).toHaveProperty('token-rotation:paused')
    expect(rotated).toStrictEqual({
      status: 404,
      answer: { problem: 'secret acme-crm/sales: it is paused; resume it first' },
    })
    expect(resumed.answer).toStrictEqual({ message: 'resumed; the next sweep looks at it' })
    expect(secretNamed(demo.account, 'acme-crm/sales').tags).toStrictEqual({
      'token-rotation:provider': 'acme-crm',
    })
  })
})

describe('when a credential is rotated', () => {
  let demo: ConsoleDemo
  beforeAll(async () => {
    demo = await startConsoleDemo()
  })
  afterAll(() => demo.stop())

  it('follows the look to its end, and says when it can be again', async () => {
    const { status, answer } = await demo.order('rotate', 'acme-crm/support')
    await demo.account.settled()
    const look = await demo.ask(`look?id=${answer.look}`)
    const again = await demo.order('rotate', 'acme-crm/support')

    expect(status).toBe(200)
    expect(look.answer.state).toBe('done')
    expect(look.answer.message).toMatch(/^refreshed; the access token ends in 60 min/)
    expect(again.answer.look).toBeUndefined()
    expect(again.answer.message).toMatch(/a secret takes a new version every 16 min/)
  })
})
