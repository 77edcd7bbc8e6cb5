import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AwsSide, refusal, START, startAwsSide, versionId } from '../aws-side.ts'

const DAY = 24 * 60 * 60 * 1000

let aws: AwsSide
beforeEach(async () => {
  aws = await startAwsSide({ maxAttempts: 1 })
})
afterEach(() => aws.stop())

const create = (n?: number) =>
  aws.secrets.send(
    new CreateSecretCommand({
      Name: 'acme',
      ...(n === undefined ? {} : { SecretString: `v${n}`, ClientRequestToken: versionId(n) }),
    }),
  )

const put = (n: number, VersionStages?: string[], SecretString = `v${n}`) =>
  aws.secrets.send(
    new PutSecretValueCommand({
      SecretId: 'acme',
      SecretString,
      ClientRequestToken: versionId(n),
      VersionStages,
    }),
  )

const get = (input: { VersionId?: string; VersionStage?: string } = {}) =>
  aws.secrets.send(new GetSecretValueCommand({ SecretId: 'acme', ...input }))

const stages = async () =>
  (await aws.secrets.send(new DescribeSecretCommand({ SecretId: 'acme' }))).VersionIdsToStages

describe('when a secret is made with a value', () => {
  it('answers with an ARN that ends in six letters', async () => {
    expect(await create(1)).toMatchObject({
      ARN: expect.stringMatching(
        /^arn:aws:secretsmanager:eu-central-1:111122223333:secret:acme-[A-Za-z]{6}$/,
      ),
      Name: 'acme',
      VersionId: versionId(1),
    })
  })

  it('makes that value AWSCURRENT', async () => {
    const { ARN } = await create(1)
    const { $metadata, ...value } = await get()
    expect(value).toEqual({
      ARN,
      Name: 'acme',
      VersionId: versionId(1),
      SecretString: 'v1',
      VersionStages: ['AWSCURRENT'],
      CreatedDate: START,
    })
  })

  it('does nothing when the very same call comes again', async () => {
    const first = await create(1)
    const second = await create(1)
    expect(second.ARN).toBe(first.ARN)
    expect(aws.secretsManager.snapshot()).toHaveLength(1)
  })

  it('refuses another secret of its name', async () => {
    await create(1)
    expect(await refusal(create(2))).toEqual({
      name: 'ResourceExistsException',
      message: 'The operation failed because the secret acme already exists.',
    })
  })
})

describe('when a secret is made without a value', () => {
  it('has no version, and its first one becomes AWSCURRENT whatever its labels', async () => {
    await create()
    expect(await stages()).toBeUndefined()
    expect((await refusal(get())).name).toBe('ResourceNotFoundException')
    expect((await put(1, ['AWSPENDING'])).VersionStages).toEqual(['AWSCURRENT', 'AWSPENDING'])
  })
})

describe('when a value is put', () => {
  beforeEach(() => create(1))

  it('moves AWSCURRENT when no labels are given, and AWSPREVIOUS after it', async () => {
    await put(2)
    await put(3)
    expect(await stages()).toEqual({
      [versionId(2)]: ['AWSPREVIOUS'],
      [versionId(3)]: ['AWSCURRENT'],
    })
  })

  it('moves a given label silently from where it was', async () => {
    await put(2, ['PENDING'])
    await put(3, ['PENDING'])
    expect(await stages()).toEqual({
      [versionId(1)]: ['AWSCURRENT'],
      [versionId(3)]: ['PENDING'],
    })
  })

  it('does nothing when its token stands for the same value already', async () => {
    await put(2, ['PENDING'])
    const before = aws.secretsManager.snapshot()
    aws.clock.advance(1000)
    expect((await put(2, ['AWSCURRENT'])).VersionStages).toEqual(['PENDING'])
    expect(aws.secretsManager.snapshot()).toEqual(before)
  })

  it('is refused when its token stands for another value', async () => {
    const [secret] = aws.secretsManager.snapshot()
    await put(2, ['PENDING'])
    const before = aws.secretsManager.snapshot()
    expect(await refusal(put(2, ['PENDING'], 'other'))).toEqual({
      name: 'ResourceExistsException',
      message: `You can't use ClientRequestToken ${versionId(2)} because that value is already in use for a version of secret ${secret?.arn}.`,
    })
    expect(aws.secretsManager.snapshot()).toEqual(before)
  })

  it('keeps bytes as bytes', async () => {
    const bytes = Uint8Array.from([0, 1, 254, 255])
    await aws.secrets.send(new PutSecretValueCommand({ SecretId: 'acme', SecretBinary: bytes }))
    const { SecretString, SecretBinary } = await get()
    expect({ SecretString, SecretBinary }).toEqual({
      SecretString: undefined,
      SecretBinary: bytes,
    })
  })

  it('is refused without a value, and with two', async () => {
    const none = new PutSecretValueCommand({ SecretId: 'acme' })
    const two = new PutSecretValueCommand({
      SecretId: 'acme',
      SecretString: 'a',
      SecretBinary: Uint8Array.of(1),
    })
    expect((await refusal(aws.secrets.send(none))).name).toBe('InvalidRequestException')
    expect((await refusal(aws.secrets.send(two))).name).toBe('InvalidParameterException')
  })
})

describe('when native rotation has announced a version that nobody has filled', () => {
  it('has no value to read, and takes one under its own id', async () => {
    await create(1)
    const [secret] = aws.secretsManager.snapshot()
    if (secret === undefined) throw new Error('expected a secret')
    const announced = { id: versionId(2), labels: ['AWSPENDING'], createdAt: START }
    aws.secretsManager.place({ ...secret, versions: [...secret.versions, announced] })
    expect((await refusal(get({ VersionStage: 'AWSPENDING' }))).name).toBe(
      'ResourceNotFoundException',
    )
    await put(2, ['AWSPENDING'])
    expect((await get({ VersionStage: 'AWSPENDING' })).SecretString).toBe('v2')
  })
})

describe('when a value is read', () => {
  beforeEach(async () => {
    await create(1)
    await put(2, ['PENDING'])
  })

  it('is found by version id, by label, and by both', async () => {
    const inputs = [
      { VersionId: versionId(2) },
      { VersionStage: 'PENDING' },
      { VersionId: versionId(2), VersionStage: 'PENDING' },
    ]
    const values = await Promise.all(inputs.map(get))
    expect(values.map(({ SecretString }) => SecretString)).toEqual(['v2', 'v2', 'v2'])
  })

  it('says which label nobody carries', async () => {
    expect(await refusal(get({ VersionStage: 'AWSPENDING' }))).toEqual({
      name: 'ResourceNotFoundException',
      message:
        "Secrets Manager can't find the specified secret value for staging label: AWSPENDING",
    })
  })

  it('says which version does not exist', async () => {
    expect(await refusal(get({ VersionId: versionId(9) }))).toEqual({
      name: 'ResourceNotFoundException',
      message: `Secrets Manager can't find the specified secret value for VersionId: ${versionId(9)}`,
    })
  })

  it('refuses a version id and a label that do not belong together', async () => {
    const input = { VersionId: versionId(2), VersionStage: 'AWSCURRENT' }
    expect((await refusal(get(input))).name).toBe('InvalidRequestException')
  })

  it('remembers the day', async () => {
    await get()
    const description = await aws.secrets.send(new DescribeSecretCommand({ SecretId: 'acme' }))
    expect(description.LastAccessedDate).toEqual(new Date('2026-01-02T00:00:00Z'))
  })
})

describe('when a secret is updated', () => {
  beforeEach(() => create(1))
  const update = (n: number, SecretString: string) =>
    aws.secrets.send(
      new UpdateSecretCommand({ SecretId: 'acme', SecretString, ClientRequestToken: versionId(n) }),
    )

  it('changes its description without making a version', async () => {
    aws.clock.advance(1000)
    const answer = await aws.secrets.send(
      new UpdateSecretCommand({ SecretId: 'acme', Description: 'of the shop' }),
    )
    const { Description, LastChangedDate } = await aws.secrets.send(
      new DescribeSecretCommand({ SecretId: 'acme' }),
    )
    expect(answer.VersionId).toBeUndefined()
    expect({ Description, LastChangedDate }).toEqual({
      Description: 'of the shop',
      LastChangedDate: aws.clock.now,
    })
    expect(await stages()).toEqual({ [versionId(1)]: ['AWSCURRENT'] })
  })

  it('makes a new value AWSCURRENT', async () => {
    await update(2, 'v2')
    expect(await stages()).toEqual({
      [versionId(1)]: ['AWSPREVIOUS'],
      [versionId(2)]: ['AWSCURRENT'],
    })
  })

  it('refuses a token in use even for the same value', async () => {
    expect((await refusal(update(1, 'v1'))).name).toBe('ResourceExistsException')
  })
})

describe('when a secret has a hundred versions of today', () => {
  beforeEach(async () => {
    await create(1)
    for (let n = 2; n <= 100; n++) await put(n, ['PENDING'])
  })

  it('refuses one more, and still knows those without a label', async () => {
    expect((await refusal(put(101, ['PENDING']))).name).toBe('LimitExceededException')
    expect((await get({ VersionId: versionId(2) })).SecretString).toBe('v2')
  })

  it('tells labelled versions only, unless asked for all', async () => {
    const list = async (IncludeDeprecated: boolean, NextToken?: string): Promise<string[]> => {
      const answer = await aws.secrets.send(
        new ListSecretVersionIdsCommand({
          SecretId: 'acme',
          IncludeDeprecated,
          MaxResults: 60,
          NextToken,
        }),
      )
      const ids = (answer.Versions ?? []).map(({ VersionId = '' }) => VersionId)
      const more = answer.NextToken ? await list(IncludeDeprecated, answer.NextToken) : []
      return [...ids, ...more]
    }
    expect(await stages()).toEqual({
      [versionId(1)]: ['AWSCURRENT'],
      [versionId(100)]: ['PENDING'],
    })
    expect(await list(false)).toEqual([versionId(1), versionId(100)])
    expect(await list(true)).toEqual(Array.from({ length: 100 }, (_, i) => versionId(i + 1)))
  })

  it('drops unlabelled ones once they are a day old', async () => {
    aws.clock.advance(DAY - 1)
    expect((await refusal(put(101))).name).toBe('LimitExceededException')
    aws.clock.advance(1)
    await put(101)
    const [secret] = aws.secretsManager.snapshot()
    expect(secret?.versions.map(({ id, labels }) => ({ id, labels }))).toEqual([
      { id: versionId(1), labels: ['AWSPREVIOUS'] },
      { id: versionId(100), labels: ['PENDING'] },
      { id: versionId(101), labels: ['AWSCURRENT'] },
    ])
  })
})
