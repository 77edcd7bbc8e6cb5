import {
  CreateSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import { ListQueuesCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { secretsManagerQuotas, throttle } from '../../../lib/local/gateway/quotas.ts'
import { type AwsSide, refusal, START, startAwsSide, versionId } from '../aws-side.ts'

/** The quotas of an account, and a clock that only the test moves. */
const account = () => {
  let milliseconds = START.getTime()
  const asked = throttle(secretsManagerQuotas, () => new Date(milliseconds))
  /** Calls so many times, and counts how many pass. */
  const passing = (operation: string, times: number): number =>
    Array.from({ length: times }, () => asked({ service: 'secretsmanager', operation })).filter(
      (refused) => refused === undefined,
    ).length
  return {
    asked,
    passing,
    pass: (seconds: number) => {
      milliseconds += seconds * 1000
    },
  }
}

describe('when an account has the quotas of AWS', () => {
  it('lets 50 writes a second pass, whatever they write', () => {
    const { passing } = account()
    expect(passing('PutSecretValue', 30)).toBe(30)
    expect(passing('UpdateSecretVersionStage', 30)).toBe(20)
    expect(passing('UpdateSecret', 1)).toBe(0)
  })

  it('gives back evenly what was used, and refused calls cost nothing', () => {
    const { passing, pass } = account()
    expect(passing('PutSecretValue', 1000)).toBe(50)
    pass(0.1)
    expect(passing('PutSecretValue', 1000)).toBe(5)
    pass(0.019)
    expect(passing('PutSecretValue', 1000)).toBe(0)
    pass(0.001)
    expect(passing('PutSecretValue', 1000)).toBe(1)
  })

  it('saves no more than a second of what was not used', () => {
    const { passing, pass } = account()
    pass(3600)
    expect(passing('PutSecretValue', 1000)).toBe(50)
  })

  it('keeps reads apart from writes, and lists from other reads', () => {
    const { passing } = account()
    expect(passing('PutSecretValue', 60)).toBe(50)
    expect(passing('ListSecrets', 200)).toBe(100)
    expect(passing('DescribeSecret', 500)).toBe(500)
    expect(passing('GetSecretValue', 500)).toBe(500)
  })

  it('never has a clock that is set back take what is left', () => {
    const { passing, pass } = account()
    expect(passing('PutSecretValue', 10)).toBe(10)
    pass(-60)
    expect(passing('PutSecretValue', 1000)).toBe(40)
  })

  it('counts nothing of another service', () => {
    const { asked } = account()
    const refused = Array.from({ length: 500 }, () =>
      asked({ service: 'dynamodb', operation: 'PutSecretValue' }),
    ).filter((answer) => answer !== undefined)
    expect(refused).toEqual([])
  })
})

describe('when a client calls beyond a quota', () => {
  let aws: AwsSide
  beforeAll(async () => {
    const quotas = [
      {
        service: 'secretsmanager' as const,
        operations: ['PutSecretValue', 'UpdateSecretVersionStage'],
        perSecond: 2,
      },
    ]
    aws = await startAwsSide({ maxAttempts: 1, quotas })
    await aws.secrets.send(
      new CreateSecretCommand({
        Name: 'acme',
        ClientRequestToken: versionId(1),
        SecretString: 'a',
      }),
    )
  })
  afterAll(() => aws.stop())

  const put = (n: number) =>
    aws.secrets.send(
      new PutSecretValueCommand({
        SecretId: 'acme',
        SecretString: `value ${n}`,
        ClientRequestToken: versionId(n),
        VersionStages: ['TRYING'],
      }),
    )
  const promote = (from: number, to: number) =>
    aws.secrets.send(
      new UpdateSecretVersionStageCommand({
        SecretId: 'acme',
        VersionStage: 'AWSCURRENT',
        RemoveFromVersionId: versionId(from),
        MoveToVersionId: versionId(to),
      }),
    )
  const throttled = { name: 'ThrottlingException', message: 'Rate exceeded' }

  it('refuses as AWS does and applies nothing, until there is room again', async () => {
    await put(2)
    await promote(1, 2)
    expect(await refusal(put(3))).toEqual(throttled)
    expect(await refusal(promote(2, 1))).toEqual(throttled)
    const before = await aws.secrets.send(new GetSecretValueCommand({ SecretId: 'acme' }))
    expect(before.VersionId).toBe(versionId(2))

    aws.clock.advance(500)
    await put(3)
    expect(await refusal(promote(2, 3))).toEqual(throttled)
  })

  it('answers what no quota stands for', async () => {
    const listed = await aws.secrets.send(new ListSecretsCommand({}))
    expect(listed.SecretList?.map(({ Name }) => Name)).toEqual(['acme'])
    expect(await refusal(aws.sqs.send(new ListQueuesCommand({})))).toEqual({
      name: 'no error',
      message: '',
    })
  })
})
