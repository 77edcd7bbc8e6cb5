import {
  CreateSecretCommand,
  type Filter,
  ListSecretsCommand,
  type ListSecretsCommandInput,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AwsSide, refusal, START, startAwsSide, versionId } from '../aws-side.ts'

let aws: AwsSide
beforeAll(async () => {
  aws = await startAwsSide({ maxAttempts: 1 })
  const secrets = [
    { Name: 'shop/acme', Description: 'Main shop', tags: { 'tr:provider': 'acme', team: 'blue' } },
    { Name: 'shop/zeta', Description: 'Second', tags: { 'tr:provider-old': 'zeta' } },
    { Name: 'crm', Description: 'Main CRM', tags: { team: 'acme', 'tr:provider': 'hub' } },
    { Name: 'plain', Description: '', tags: {} },
  ]
  for (const [n, { tags, ...secret }] of secrets.entries()) {
    aws.clock.advance(1000)
    await aws.secrets.send(
      new CreateSecretCommand({
        ...secret,
        SecretString: 'v',
        ClientRequestToken: versionId(n),
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    )
  }
})
afterAll(() => aws.stop())

const names = async (input: ListSecretsCommandInput) => {
  const { SecretList = [] } = await aws.secrets.send(new ListSecretsCommand(input))
  return SecretList.map(({ Name }) => Name)
}

describe('when secrets are listed with filters', () => {
  const cases: readonly [string, Filter[], string[]][] = [
    [
      'a prefix of a tag key',
      [{ Key: 'tag-key', Values: ['tr:provider'] }],
      ['shop/acme', 'shop/zeta', 'crm'],
    ],
    ['letters of another case', [{ Key: 'tag-key', Values: ['TR:provider'] }], []],
    ['what is inside a tag key, not its beginning', [{ Key: 'tag-key', Values: ['provider'] }], []],
    [
      'a tag key and a value of another tag',
      [
        { Key: 'tag-key', Values: ['tr:provider'] },
        { Key: 'tag-value', Values: ['acme'] },
      ],
      ['shop/acme', 'crm'],
    ],
    ['any of several values', [{ Key: 'name', Values: ['crm', 'pl'] }], ['crm', 'plain']],
    ['what a value excludes', [{ Key: 'tag-key', Values: ['!tr:provider'] }], ['plain']],
    [
      'what one value asks for and another excludes',
      [{ Key: 'name', Values: ['shop/', '!shop/z'] }],
      ['shop/acme'],
    ],
    [
      'a description, letters of any case',
      [{ Key: 'description', Values: ['main'] }],
      ['shop/acme', 'crm'],
    ],
    ['words anywhere', [{ Key: 'all', Values: ['HUB crm'] }], ['crm']],
    ['a service that owns none', [{ Key: 'owning-service', Values: ['rds'] }], []],
  ]
  it.each(cases)('finds by %s', async (_, Filters, found) => {
    expect(await names({ Filters })).toEqual(found)
  })

  it('refuses a filter by something else', async () => {
    const input = { Filters: [{ Key: 'colour', Values: ['a'] }] }
    // @ts-expect-error the SDK's own types know better
    const call = aws.secrets.send(new ListSecretsCommand(input))
    const { name, message } = await refusal(call)
    expect(name).toBe('ValidationException')
    expect(message).toMatch(/^Filters\.0\.Key: expected /)
  })
})

describe('when the list is longer than a page', () => {
  it('goes on where the page ended, whatever was made meanwhile', async () => {
    const side = await startAwsSide()
    const create = async (n: number) => {
      side.clock.advance(1000)
      await side.secrets.send(new CreateSecretCommand({ Name: `secret-${n}` }))
    }
    for (let n = 0; n < 5; n++) await create(n)
    const pages: (string | undefined)[][] = []
    let NextToken: string | undefined
    do {
      const answer = await side.secrets.send(new ListSecretsCommand({ MaxResults: 2, NextToken }))
      pages.push((answer.SecretList ?? []).map(({ Name }) => Name))
      if (pages.length === 1) await create(5)
      NextToken = answer.NextToken
    } while (NextToken !== undefined)
    await side.stop()
    expect(pages).toEqual([
      ['secret-0', 'secret-1'],
      ['secret-2', 'secret-3'],
      ['secret-4', 'secret-5'],
    ])
  })

  it.each([
    ['name', 'asc', ['crm', 'plain', 'shop/acme', 'shop/zeta']],
    ['name', 'desc', ['shop/zeta', 'shop/acme', 'plain', 'crm']],
    ['created-date', 'desc', ['plain', 'crm', 'shop/zeta', 'shop/acme']],
  ] as const)('is sorted by %s, %s', async (SortBy, SortOrder, expected) => {
    const first = await aws.secrets.send(
      new ListSecretsCommand({ SortBy, SortOrder, MaxResults: 3 }),
    )
    const rest = await names({ SortBy, SortOrder, NextToken: first.NextToken })
    expect([...(first.SecretList ?? []).map(({ Name }) => Name), ...rest]).toEqual(expected)
  })

  it('refuses a token that no page gave out', async () => {
    expect((await refusal(names({ NextToken: 'nonsense' }))).name).toBe('InvalidNextTokenException')
  })

  it('refuses pages of more than a hundred', async () => {
    expect(await refusal(names({ MaxResults: 101 }))).toEqual({
      name: 'ValidationException',
      message: 'MaxResults: expected a whole number from 1 to 100',
    })
  })
})

describe('when an entry is read', () => {
  it('tells what a sweep decides by, and no value', async () => {
    const side = await startAwsSide()
    const { ARN } = await side.secrets.send(
      new CreateSecretCommand({
        Name: 'acme',
        SecretString: 'v1',
        ClientRequestToken: versionId(1),
        Tags: [{ Key: 'tr:provider', Value: 'acme' }],
        KmsKeyId: 'alias/mine',
        Type: 'PartnerSecret',
      }),
    )
    side.clock.advance(1500)
    for (const n of [2, 3]) {
      await side.secrets.send(
        new PutSecretValueCommand({
          SecretId: 'acme',
          SecretString: `v${n}`,
          ClientRequestToken: versionId(n),
          VersionStages: ['PENDING'],
        }),
      )
    }
    const { SecretList } = await side.secrets.send(new ListSecretsCommand({}))
    await side.stop()
    expect(SecretList).toEqual([
      {
        ARN,
        Name: 'acme',
        Type: 'PartnerSecret',
        KmsKeyId: 'alias/mine',
        Tags: [{ Key: 'tr:provider', Value: 'acme' }],
        CreatedDate: START,
        LastChangedDate: new Date(START.getTime() + 1500),
        SecretVersionsToStages: { [versionId(1)]: ['AWSCURRENT'], [versionId(3)]: ['PENDING'] },
      },
    ])
  })

  it('tells of replicas and of secrets that a service owns', async () => {
    const side = await startAwsSide()
    await side.secrets.send(new CreateSecretCommand({ Name: 'acme', SecretString: 'v' }))
    const [secret] = side.secretsManager.snapshot()
    if (secret === undefined) throw new Error('expected a secret')
    side.secretsManager.place({ ...secret, primaryRegion: 'us-east-1', owningService: 'rds' })
    const { SecretList } = await side.secrets.send(new ListSecretsCommand({}))
    const put = new PutSecretValueCommand({ SecretId: 'acme', SecretString: 'w' })
    const refused = await refusal(side.secrets.send(put))
    await side.stop()
    expect(
      SecretList?.map(({ PrimaryRegion, OwningService }) => [PrimaryRegion, OwningService]),
    ).toEqual([['us-east-1', 'rds']])
    expect(refused).toEqual({
      name: 'InvalidParameterException',
      message:
        "Operation not permitted on a replica secret. Call must be made in primary secret's region.",
    })
  })
})
