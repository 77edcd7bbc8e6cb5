import { createServer, type Server } from 'node:http'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountCheck } from '../../../lib/cli/operator/doctor/account-look.ts'
import type { AccountSecret } from '../../../lib/cli/operator/doctor/account-secrets.ts'
import { watchClients } from '../../../lib/cli/operator/doctor/client-findings.ts'
import { gatherFindings } from '../../../lib/cli/operator/doctor/finding.ts'
import { countFleet } from '../../../lib/cli/operator/doctor/fleet-count.ts'
import { itemFindings } from '../../../lib/cli/operator/doctor/item-findings.ts'
import { providerFindings } from '../../../lib/cli/operator/doctor/provider-look.ts'
import { secretFindings } from '../../../lib/cli/operator/doctor/secret-findings.ts'
import { policyOf, policyText } from '../../../lib/rotation/policy.ts'
import { later } from '../../../lib/rotation/schedule.ts'
import { itemOf, NOW, providers, steadyItem } from '../../fixed-data.ts'
import { listedSecret } from '../../happy-env.ts'

const world = { tagPrefix: 'token-rotation', providers, now: NOW }

const secret: AccountSecret = {
  ...listedSecret,
  name: 'crm/acme',
  tags: { 'token-rotation:provider': 'acme' },
  rotatedBy: undefined,
}

const item = {
  ...steadyItem,
  policy: policyText(policyOf(secret.tags, 'token-rotation')),
  version: secret.current,
}

const lambda = (name: string): string => `arn:aws:lambda:eu-west-1:111122223333:function:${name}`

describe('when Secrets Manager rotates a credential natively', () => {
  it('is content with the function of the stack', () => {
    const rotatedBy = lambda('TokenRotation-NativeRotation1A2B3C-xYz')

    expect(secretFindings({ ...secret, rotatedBy }, item, world)).toStrictEqual([])
  })

  it('names another function that rotates it too', () => {
    const rotatedBy = lambda('their-rotation')

    expect(secretFindings({ ...secret, rotatedBy }, item, world)).toMatchObject([
      {
        level: 'trouble',
        about: 'native rotation',
        text: 'another function rotates it too (their-rotation): each may spend the refresh token of the other',
      },
    ])
  })
})

describe('when a secret is tagged in vain', () => {
  it.each([
    ['hint', 'replicas', { primaryRegion: 'us-east-1' }],
    ['warning', 'an AWS service owns it', { owningService: 'rds' }],
    ['warning', 'AWS rotates it at a partner', { managedType: 'SalesforceClientSecret' }],
    ['hint', 'marked for deletion', { isDeleted: true }],
    ['warning', 'no version is labelled AWSCURRENT', { current: undefined }],
  ])('gives a %s: %s', (level, text, fields) => {
    expect(secretFindings({ ...secret, ...fields }, undefined, world)).toMatchObject([
      { level, text: expect.stringContaining(text) },
    ])
  })

  it('looks for nothing to adopt among secrets of a service', () => {
    const oauth = { ...secret, name: 'oauth', tags: {}, owningService: 'appflow' }

    expect(secretFindings(oauth, undefined, world)).toStrictEqual([])
  })
})

describe('when the ledger knows a provider that is not known here', () => {
  const foreign = { ...secret, tags: { 'token-rotation:provider': 'their-own' } }

  it('asks for the definitions of the deployment', () => {
    expect(secretFindings(foreign, item, world)).toMatchObject([{ level: 'hint' }])
  })

  it('calls it trouble when the deployment does not know it either', () => {
    const refused = { ...item, status: 'invalid', error: 'invalid_tag' } as const

    expect(secretFindings(foreign, refused, world)).toMatchObject([{ level: 'trouble' }])
  })
})

describe('when tokens live too short to be kept fresh', () => {
  const acme = providers.get('acme')
  const withLifetime = (accessTokenLifetimeSeconds: number) =>
    acme === undefined
      ? providers
      : new Map([...providers, ['acme', { ...acme, accessTokenLifetimeSeconds }]])

  it('says so, and what their readers can do', () => {
    const briefly = { ...world, providers: withLifetime(300) }

    expect(secretFindings(secret, item, briefly)).toMatchObject([
      { level: 'hint', about: 'lifetimes', text: expect.stringContaining('live for 300 s') },
    ])
  })

  it('says nothing of others', () => {
    expect(secretFindings(secret, item, { ...world, providers: withLifetime(1500) })).toStrictEqual(
      [],
    )
  })
})

describe('when the ledger remembers trouble', () => {
  it.each([
    ['trouble', 'credentials', { status: 'reauthorize' }],
    ['trouble', 'credentials', { status: 'invalid' }],
    ['warning', 'credentials', { status: 'failing' }],
    ['trouble', 'escrow', { escrowedAt: NOW }],
  ] as const)('gives %s about %s', (level, what, fields) => {
    expect(itemFindings({ ...item, ...fields })).toMatchObject([{ level, about: what }])
  })

  it('says nothing of what is active, paused or static', () => {
    for (const status of ['active', 'paused', 'static'] as const)
      expect(itemFindings({ ...item, status })).toStrictEqual([])
  })

  it('says that another version wrote the item', () => {
    expect(itemFindings('unreadable')).toMatchObject([{ level: 'trouble', about: 'ledger' }])
  })
})

describe('when credentials are due for long', () => {
  const lateOf = (fields: Partial<typeof item>, states = new Map()) => {
    const count = countFleet(world)
    count.add(secret, { ...item, ...fields })
    return count.findings(states).filter(({ about }) => about === 'sweep')
  }

  it('says that no sweep seems to come', () => {
    expect(lateOf({ nextAt: later(NOW, -1801) })).toMatchObject([
      { level: 'trouble', text: 'credentials due for more than 30 min: crm/acme' },
    ])
  })

  it('waits for the next sweeps first', () => {
    expect(lateOf({ nextAt: later(NOW, -1799) })).toStrictEqual([])
  })

  it('sees a run that was cut off and that nobody finishes', () => {
    const intent = {
      base: 'v1',
      successor: 'v2',
      kind: 'refresh',
      token: undefined,
      startedAt: later(NOW, -3600),
    } as const

    expect(lateOf({ intent })).toHaveLength(1)
    expect(lateOf({ intent: { ...intent, startedAt: later(NOW, -60) } })).toStrictEqual([])
  })

  it('leaves out those whose provider is down', () => {
    const isDown = { outages: 5, openUntil: later(NOW, 30), rejectedClients: new Map() }

    expect(lateOf({ nextAt: later(NOW, -7200) }, new Map([['acme', isDown]]))).toStrictEqual([])
  })
})

describe('when a fleet is large', () => {
  it('warns of the quota of writes before it is used up', () => {
    const count = countFleet(world)
    const refreshedAt = later(NOW, -60)
    const busy = { ...item, refreshedAt, nextAt: later(refreshedAt, 1000) }
    for (let i = 0; i < 18_000; i++) count.add(secret, busy)

    expect(count.findings(new Map()).find(({ about }) => about === 'quota')).toMatchObject({
      level: 'warning',
      text: 'about 64800 refreshes in the last hour, 72 % of the 50 writes a second that the account has, which cannot be raised',
    })
  })

  it('tells a mistake that many have once, with some of their names', () => {
    const gathered = gatherFindings()
    for (let i = 1; i <= 5; i++)
      gathered.add({ name: `crm/${i}`, level: 'hint', about: 'tags', text: 'odd' })

    expect(gathered.findings()).toStrictEqual([
      { level: 'hint', about: 'tags', text: 'odd: crm/1, crm/2, crm/3 and 2 more' },
    ])
  })
})

describe('when a client may be missing', () => {
  const found = (fields: Parameters<typeof itemOf>[0] | undefined, names: readonly string[]) => {
    const clients = watchClients(world)
    clients.need(secret, fields && itemOf(fields))
    for (const name of names) clients.see({ ...secret, name, tags: {} })
    return clients.findings()
  }

  it('says so of a credential that was never refreshed', () => {
    expect(found(undefined, [])).toMatchObject([{ level: 'hint', about: 'clients' }])
  })

  it('sees a client that is listed after its credential', () => {
    expect(found(undefined, ['token-rotation/clients/acme'])).toStrictEqual([])
  })

  it.each([{ refreshedAt: NOW, status: 'failing' }, { status: 'reauthorize' }] as const)(
    'takes %j for a sign of a client',
    (fields) => {
      expect(found(fields, [])).toStrictEqual([])
    },
  )
})

describe('when providers are in trouble', () => {
  it('tells of one that is down, and of one that rejected a client in the last day', () => {
    const states = new Map([
      ['down', { outages: 5, openUntil: NOW, rejectedClients: new Map() }],
      ['strict', { outages: 0, rejectedClients: new Map([['a', later(NOW, -86_399)]]) }],
      ['forgotten', { outages: 0, rejectedClients: new Map([['a', later(NOW, -86_401)]]) }],
    ])

    expect(providerFindings(states, NOW)).toMatchObject([
      {
        level: 'warning',
        about: 'providers',
        text: expect.stringMatching(/^down does not answer/),
      },
      { level: 'trouble', about: 'clients', text: 'strict rejected a client in the last day' },
    ])
  })
})

describe('when the clock of AWS says something else', () => {
  let server: Server
  let status = 200
  let endpoint: string
  beforeAll(async () => {
    server = createServer((_, response) => {
      response.writeHead(status, {
        date: NOW.toUTCString(),
        'content-type': 'application/x-amz-json-1.1',
        'x-amzn-errortype': 'InvalidSignatureException',
      })
      response.end('{"SecretList":[]}')
    })
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('expected a port')
    endpoint = `http://127.0.0.1:${address.port}`
  })
  afterAll(() => {
    server.close()
  })

  const look = async (now: Date) => {
    const settings = {
      region: 'eu-west-1',
      endpoint,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
    }
    const clients = {
      secretsManager: new SecretsManagerClient(settings),
      dynamoDb: new DynamoDBClient(settings),
      sqs: new SQSClient(settings),
    }
    const findings = await accountCheck({
      ...clients,
      tagPrefix: 'token-rotation',
      region: 'eu-west-1',
      ledgerTable: 'token-rotation',
      now: () => now,
      close: () => {},
    }).look()
    for (const client of Object.values(clients)) client.destroy()
    return findings
  }

  it.each([
    [later(NOW, 3), 'ok', 'agrees with'],
    [later(NOW, 7200), 'warning', '2 h ahead of that of AWS'],
    [later(NOW, -120), 'warning', '2 min behind that of AWS'],
  ])('at %s gives %s: %s', async (now, level, text) => {
    status = 200

    expect(await look(now)).toMatchObject([
      { level: 'ok', about: 'region' },
      { level, about: 'clock', text: expect.stringContaining(text) },
    ])
  })

  it('tells the time of an answer that refuses, too', async () => {
    status = 400

    expect(await look(later(NOW, 7200))).toMatchObject([
      { level: 'trouble', text: 'AWS does not know these credentials (InvalidSignatureException)' },
      { level: 'warning', about: 'clock' },
    ])
  })
})
