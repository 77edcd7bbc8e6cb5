import {
  CreateSecretCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AwsSide, refusal, startAwsSide, versionId } from '../aws-side.ts'

let aws: AwsSide
beforeEach(async () => {
  aws = await startAwsSide({ maxAttempts: 1 })
  await aws.secrets.send(
    new CreateSecretCommand({
      Name: 'acme',
      SecretString: 'v1',
      ClientRequestToken: versionId(1),
    }),
  )
  await put(2, ['AWSCURRENT'])
  await put(3, ['PENDING'])
})
afterEach(() => aws.stop())

const put = (n: number, VersionStages: string[]) =>
  aws.secrets.send(
    new PutSecretValueCommand({
      SecretId: 'acme',
      SecretString: `v${n}`,
      ClientRequestToken: versionId(n),
      VersionStages,
    }),
  )

const move = (VersionStage: string, from: number | undefined, to: number | undefined) =>
  aws.secrets.send(
    new UpdateSecretVersionStageCommand({
      SecretId: 'acme',
      VersionStage,
      RemoveFromVersionId: from === undefined ? undefined : versionId(from),
      MoveToVersionId: to === undefined ? undefined : versionId(to),
    }),
  )

const labels = () => {
  const [secret] = aws.secretsManager.snapshot()
  return secret?.versions.map((version) => version.labels)
}
const untouched = [['AWSPREVIOUS'], ['AWSCURRENT'], ['PENDING']]

describe('when AWSCURRENT is moved from the version that has it', () => {
  it('takes AWSPREVIOUS along and leaves the other labels', async () => {
    await move('AWSCURRENT', 2, 3)
    expect(labels()).toEqual([[], ['AWSPREVIOUS'], ['AWSCURRENT', 'PENDING']])
  })

  it('swaps the two labels on a rollback', async () => {
    await move('AWSCURRENT', 2, 1)
    expect(labels()).toEqual([['AWSCURRENT'], ['AWSPREVIOUS'], ['PENDING']])
  })
})

describe('when the caller is wrong about where a label is', () => {
  const mismatch = (label: string) => ({
    name: 'InvalidParameterException',
    message: `When you move staging label ${label}, if you specify RemoveFromVersionId, it must be set to the version that currently has the staging label ${label}.`,
  })

  it('changes nothing when another version has AWSCURRENT', async () => {
    expect(await refusal(move('AWSCURRENT', 1, 3))).toEqual(mismatch('AWSCURRENT'))
    expect(labels()).toEqual(untouched)
  })

  it('changes nothing when the move was made already', async () => {
    await move('AWSCURRENT', 2, 3)
    const moved = labels()
    expect(await refusal(move('AWSCURRENT', 2, 3))).toEqual(mismatch('AWSCURRENT'))
    expect(labels()).toEqual(moved)
  })

  it('changes nothing when no version has the label', async () => {
    expect(await refusal(move('OTHER', 2, 3))).toEqual(mismatch('OTHER'))
    expect(labels()).toEqual(untouched)
  })
})

describe('when a label that has a place is moved without naming it', () => {
  it.each([
    ['AWSCURRENT', 3, 2],
    ['PENDING', 2, 3],
  ])('keeps %s where it is', async (label, to, at) => {
    expect(await refusal(move(label, undefined, to))).toEqual({
      name: 'InvalidParameterException',
      message: `The parameter RemoveFromVersionId can't be empty. Staging label ${label} is currently attached to version ${versionId(at)}, so you must explicitly reference that version in RemoveFromVersionId.`,
    })
    expect(labels()).toEqual(untouched)
  })
})

describe('when a label is moved to a version that does not exist', () => {
  it('changes nothing', async () => {
    expect((await refusal(move('AWSCURRENT', 2, 9))).name).toBe('ResourceNotFoundException')
    expect(labels()).toEqual(untouched)
  })
})

describe('when a label is attached for the first time', () => {
  it('needs no version to take it from', async () => {
    await move('EXTRA', undefined, 1)
    expect(labels()).toEqual([['AWSPREVIOUS', 'EXTRA'], ['AWSCURRENT'], ['PENDING']])
  })
})

describe('when a label is removed', () => {
  it('leaves the version without it', async () => {
    await move('PENDING', 3, undefined)
    expect(labels()).toEqual([['AWSPREVIOUS'], ['AWSCURRENT'], []])
  })

  it('refuses to leave the secret without AWSCURRENT', async () => {
    expect((await refusal(move('AWSCURRENT', 2, undefined))).name).toBe('InvalidParameterException')
    expect(labels()).toEqual(untouched)
  })

  it('refuses a call that names no version at all', async () => {
    expect((await refusal(move('PENDING', undefined, undefined))).name).toBe(
      'InvalidParameterException',
    )
  })
})

describe('when a secret carries twenty labels', () => {
  const many = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => `LABEL${from + i}`)
  beforeEach(() => put(4, many(0, 17)))

  it('refuses one more, by a move and by a put', async () => {
    const before = labels()
    expect((await refusal(move('EXTRA', undefined, 1))).name).toBe('LimitExceededException')
    expect((await refusal(put(5, ['EXTRA']))).name).toBe('LimitExceededException')
    expect(labels()).toEqual(before)
  })

  it('still lets the labels it has be moved', async () => {
    await move('AWSCURRENT', 2, 4)
    expect(labels()).toEqual([
      [],
      ['AWSPREVIOUS'],
      ['PENDING'],
      ['AWSCURRENT', ...many(0, 17)].sort(),
    ])
  })
})
