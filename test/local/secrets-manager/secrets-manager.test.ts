import {
  CreateSecretCommand,
  type CreateSecretCommandInput,
  DeleteSecretCommand,
  type DeleteSecretCommandInput,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  type Tag,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AwsSide, refusal, startAwsSide, versionId } from '../aws-side.ts'

const DAY = 24 * 60 * 60 * 1000

let aws: AwsSide
let arn: string
beforeEach(async () => {
  aws = await startAwsSide({ maxAttempts: 1 })
  const { ARN = '' } = await create({})
  arn = ARN
})
afterEach(() => aws.stop())

const create = (input: Partial<CreateSecretCommandInput>) =>
  aws.secrets.send(
    new CreateSecretCommand({
      Name: 'shop/acme',
      SecretString: 'v1',
      ClientRequestToken: versionId(1),
      ...input,
    }),
  )
const SecretId = 'shop/acme'
const describeSecret = (id: string) => aws.secrets.send(new DescribeSecretCommand({ SecretId: id }))
const tags = async () => (await describeSecret(SecretId)).Tags
const tag = (Tags: Tag[]) => aws.secrets.send(new TagResourceCommand({ SecretId, Tags }))
const remove = (input: Partial<DeleteSecretCommandInput>) =>
  aws.secrets.send(new DeleteSecretCommand({ SecretId, ...input }))
const numbered = (count: number): Tag[] =>
  Array.from({ length: count }, (_, i) => ({ Key: `key${i}`, Value: '' }))

describe('when a secret is named', () => {
  it('is found by name, by ARN, and by ARN without the random suffix', async () => {
    const found = await Promise.all([SecretId, arn, arn.slice(0, -7)].map(describeSecret))
    expect(found.map(({ ARN }) => ARN)).toEqual([arn, arn, arn])
  })

  it.each(['shop/acm', 'arn:aws:secretsmanager:us-east-1:111122223333:secret:shop/acme'])(
    'is not found as %s',
    async (id) => {
      expect(await refusal(describeSecret(id))).toEqual({
        name: 'ResourceNotFoundException',
        message: "Secrets Manager can't find the specified secret.",
      })
    },
  )
})

describe('when tags are set', () => {
  it('adds new ones and replaces the values of those there', async () => {
    await tag([
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ])
    await tag([
      { Key: 'b', Value: '3' },
      { Key: 'param:x y', Value: 'a+b=c.d_e:f/g@h-é' },
    ])
    expect(await tags()).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '3' },
      { Key: 'param:x y', Value: 'a+b=c.d_e:f/g@h-é' },
    ])
  })

  it('removes those named and minds no other', async () => {
    await tag(numbered(2))
    await aws.secrets.send(new UntagResourceCommand({ SecretId, TagKeys: ['key0', 'key9'] }))
    expect(await tags()).toEqual([{ Key: 'key1', Value: '' }])
  })

  it('takes fifty and refuses one more', async () => {
    await tag(numbered(50))
    expect((await refusal(tag([{ Key: 'more', Value: '' }]))).name).toBe(
      'InvalidParameterException',
    )
    expect(await tags()).toHaveLength(50)
  })

  it.each([
    ['a reserved key', [{ Key: 'aws:x', Value: '' }], 'InvalidParameterException'],
    ['a key twice', [...numbered(1), ...numbered(1)], 'InvalidParameterException'],
    ['a key of 129 characters', [{ Key: 'k'.repeat(129), Value: '' }], 'ValidationException'],
    ['a value of 257 characters', [{ Key: 'k', Value: 'v'.repeat(257) }], 'ValidationException'],
    ['a brace in a value', [{ Key: 'k', Value: '{' }], 'ValidationException'],
  ])('refuses %s', async (_, wrong, name) => {
    expect((await refusal(tag(wrong))).name).toBe(name)
    expect(await tags()).toEqual([])
  })
})

describe('when an input is beyond a limit', () => {
  const cases: readonly [string, Partial<CreateSecretCommandInput>, string][] = [
    ['a name of 513 characters', { Name: 'n'.repeat(513) }, 'Name'],
    ['a space in a name', { Name: 'a b' }, 'Name'],
    ['a token of 31 characters', { ClientRequestToken: 't'.repeat(31) }, 'ClientRequestToken'],
    ['a token of 65 characters', { ClientRequestToken: 't'.repeat(65) }, 'ClientRequestToken'],
    ['text of 65,537 bytes', { SecretString: `${'é'.repeat(32_768)}a` }, 'SecretString'],
    [
      'a binary value of 65,537 bytes',
      { SecretString: undefined, SecretBinary: new Uint8Array(65_537) },
      'SecretBinary',
    ],
  ]
  it.each(cases)('refuses %s and names the field', async (_, input, field) => {
    const { name, message } = await refusal(create({ Name: 'other', ...input }))
    expect(name).toBe('ValidationException')
    expect(message).toMatch(new RegExp(`^${field}: expected `))
  })

  it('takes what is just within', async () => {
    await create({
      Name: 'n'.repeat(512),
      ClientRequestToken: 't'.repeat(64),
      SecretString: 'é'.repeat(32_768),
    })
    await create({ Name: 'b', SecretString: undefined, SecretBinary: new Uint8Array(65_536) })
    expect(aws.secretsManager.snapshot()).toHaveLength(3)
  })
})

describe('when a secret is deleted', () => {
  const refused = {
    name: 'InvalidRequestException',
    message: "You can't perform this operation on the secret because it was marked for deletion.",
  }

  it('refuses everything that uses or changes it', async () => {
    await remove({})
    const value = { SecretId, SecretString: 'v2' }
    const calls = [
      aws.secrets.send(new GetSecretValueCommand({ SecretId })),
      aws.secrets.send(new PutSecretValueCommand(value)),
      aws.secrets.send(new UpdateSecretCommand(value)),
      aws.secrets.send(
        new UpdateSecretVersionStageCommand({
          SecretId,
          VersionStage: 'L',
          MoveToVersionId: versionId(1),
        }),
      ),
      tag(numbered(1)),
      aws.secrets.send(new UntagResourceCommand({ SecretId, TagKeys: ['a'] })),
      remove({}),
    ]
    expect(await Promise.all(calls.map(refusal))).toEqual(calls.map(() => refused))
    expect((await refusal(create({}))).name).toBe('InvalidRequestException')
  })

  it('is described with its last day, and listed on demand only', async () => {
    const lastDay = new Date(aws.clock.now.getTime() + 7 * DAY)
    const { DeletionDate } = await remove({ RecoveryWindowInDays: 7 })
    const { DeletedDate } = await describeSecret(SecretId)
    const listed = async (IncludePlannedDeletion: boolean) =>
      (await aws.secrets.send(new ListSecretsCommand({ IncludePlannedDeletion }))).SecretList?.map(
        ({ Name }) => Name,
      )
    expect([DeletionDate, DeletedDate]).toEqual([lastDay, lastDay])
    expect(await listed(false)).toEqual([])
    expect(await listed(true)).toEqual([SecretId])
  })

  it('comes back whole when restored in time', async () => {
    await tag(numbered(1))
    const [before] = aws.secretsManager.snapshot()
    await remove({})
    aws.clock.advance(30 * DAY - 1)
    await aws.secrets.send(new RestoreSecretCommand({ SecretId }))
    expect(aws.secretsManager.snapshot()).toEqual([{ ...before, changedAt: aws.clock.now }])
  })

  it('is gone when its recovery window is over, and its name is free', async () => {
    await remove({})
    aws.clock.advance(30 * DAY)
    const restore = aws.secrets.send(new RestoreSecretCommand({ SecretId }))
    expect((await refusal(restore)).name).toBe('ResourceNotFoundException')
    expect((await create({})).ARN).not.toBe(arn)
  })

  it('is gone at once when forced, however often', async () => {
    await remove({ ForceDeleteWithoutRecovery: true })
    await remove({ ForceDeleteWithoutRecovery: true })
    expect((await refusal(describeSecret(SecretId))).name).toBe('ResourceNotFoundException')
  })

  it.each([
    [{ RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true }, 'InvalidParameterException'],
    [{ RecoveryWindowInDays: 6 }, 'ValidationException'],
    [{ RecoveryWindowInDays: 31 }, 'ValidationException'],
  ])('refuses %o', async (input, name) => {
    expect((await refusal(remove(input))).name).toBe(name)
  })
})
