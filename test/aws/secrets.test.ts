import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager'
import * as E from 'fp-ts/Either'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { currentText, secretsManagerSecrets, secretsManagerStaging } from '../../lib/aws/secrets.ts'
import type { LocalSecret } from '../../lib/local/secrets-manager/secret.ts'
import { PENDING_LABEL, type Secrets } from '../../lib/rotation/rotate-env.ts'
import { type AwsSide, START, startAwsSide, versionId } from '../local/aws-side.ts'
import { recordCalls } from './recorded-calls.ts'

const FIRST = versionId(1)
const SECOND = versionId(2)
const THIRD = versionId(3)
const MISSING = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:missing-AbCdEf'

let aws: AwsSide
let secrets: Secrets
let arn: string
beforeEach(async () => {
  aws = await startAwsSide({ maxAttempts: 1 })
  secrets = secretsManagerSecrets(aws.secrets)
  const created = await aws.secrets.send(
    new CreateSecretCommand({
      Name: 'crm/acme',
      SecretString: 'text-1',
      ClientRequestToken: FIRST,
      Tags: [
        { Key: 'token-rotation:provider', Value: 'acme' },
        { Key: 'token-rotation:paused', Value: '' },
      ],
    }),
  )
  arn = created.ARN ?? ''
})
afterEach(() => aws.stop())

const secret = (): LocalSecret => {
  const [only] = aws.secretsManager.snapshot()
  if (only === undefined) throw new Error('expected a secret')
  return only
}

/** Version ids to their labels, those without one too. */
const labels = () => Object.fromEntries(secret().versions.map((v) => [v.id, v.labels]))

const failure = (operation: string, code: string) => E.left({ tag: 'AwsFailure', operation, code })

describe('when a secret is described', () => {
  it('tells its name, its tags and its labelled versions', async () => {
    await secrets.putPending(arn, SECOND, 'text-2')()

    expect(await secrets.describe(arn)()).toStrictEqual(
      E.right({
        name: 'crm/acme',
        tags: { 'token-rotation:provider': 'acme', 'token-rotation:paused': '' },
        versions: { [FIRST]: ['AWSCURRENT'], [SECOND]: [PENDING_LABEL] },
      }),
    )
  })

  it('finds none by its name or by a part of its ARN, since the ledger locks by the whole ARN', async () => {
    for (const other of ['crm/acme', arn.slice(0, -7)])
      expect(await secrets.describe(other)()).toStrictEqual(E.right(undefined))
  })

  it('takes one that is about to be deleted for none', async () => {
    await aws.secrets.send(new DeleteSecretCommand({ SecretId: arn }))

    expect(await secrets.describe(arn)()).toStrictEqual(E.right(undefined))
  })

  it('finds none where there is none', async () => {
    expect(await secrets.describe(MISSING)()).toStrictEqual(E.right(undefined))
  })

  it('takes other trouble for what it is', async () => {
    aws.fault = () => ({ kind: 'error', status: 400, code: 'AccessDeniedException', message: '' })

    expect(await secrets.describe(arn)()).toStrictEqual(
      failure('DescribeSecret', 'AccessDeniedException'),
    )
  })
})

describe('when a version is read', () => {
  it('gives its text and when it was created', async () => {
    aws.clock.advance(60_000)
    await secrets.putPending(arn, SECOND, 'text-2')()

    expect(await secrets.getVersion(arn, SECOND)()).toStrictEqual(
      E.right({ text: 'text-2', createdAt: new Date(START.getTime() + 60_000) }),
    )
  })

  it('finds none under an id that no version has, nor in a secret that does not exist', async () => {
    expect(await secrets.getVersion(arn, THIRD)()).toStrictEqual(E.right(undefined))
    expect(await secrets.getVersion(MISSING, FIRST)()).toStrictEqual(E.right(undefined))
  })

  it('finds none in a version that was announced and never filled', async () => {
    const announced = { id: THIRD, labels: ['AWSPENDING'], createdAt: START }
    aws.secretsManager.place({ ...secret(), versions: [...secret().versions, announced] })

    expect(await secrets.getVersion(arn, THIRD)()).toStrictEqual(E.right(undefined))
  })

  it('gives no text for a binary value', async () => {
    await aws.secrets.send(
      new PutSecretValueCommand({
        SecretId: arn,
        ClientRequestToken: SECOND,
        SecretBinary: new Uint8Array([1, 2, 3]),
      }),
    )

    expect(await secrets.getVersion(arn, SECOND)()).toStrictEqual(
      E.right({ text: '', createdAt: START }),
    )
  })
})

describe('when a refreshed text is put', () => {
  it('always names the version and its one label (AWS trap 20: no label means AWSCURRENT; AWS trap 21: no id means a random one)', async () => {
    const { inputsOf } = recordCalls(aws)
    await secrets.putPending(arn, SECOND, 'text-2')()
    await secretsManagerStaging(aws.secrets).stage(arn, THIRD, 'text-3')()
    const put = (id: string, text: string, label: string) => ({
      SecretId: arn,
      ClientRequestToken: id,
      SecretString: text,
      VersionStages: [label],
    })

    expect(inputsOf('PutSecretValue')).toStrictEqual([
      put(SECOND, 'text-2', PENDING_LABEL),
      put(THIRD, 'text-3', 'AWSPENDING'),
    ])
    expect(labels()).toStrictEqual({
      [FIRST]: ['AWSCURRENT'],
      [SECOND]: [PENDING_LABEL],
      [THIRD]: ['AWSPENDING'],
    })
  })

  it('may be put again with the same text', async () => {
    const puts = [
      await secrets.putPending(arn, SECOND, 'text-2')(),
      await secrets.putPending(arn, SECOND, 'text-2')(),
    ]

    expect(puts).toStrictEqual([E.right(undefined), E.right(undefined)])
    expect(labels()).toStrictEqual({ [FIRST]: ['AWSCURRENT'], [SECOND]: [PENDING_LABEL] })
  })

  it('is refused with another text under the same id, which stays as it was', async () => {
    await secrets.putPending(arn, SECOND, 'text-2')()

    expect(await secrets.putPending(arn, SECOND, 'text-3')()).toStrictEqual(
      failure('PutSecretValue', 'ResourceExistsException'),
    )
    expect(await secrets.getVersion(arn, SECOND)()).toMatchObject({ right: { text: 'text-2' } })
  })
})

describe('when a version is promoted', () => {
  beforeEach(() => secrets.putPending(arn, SECOND, 'text-2')())

  it('becomes current while the version that it replaces still is', async () => {
    expect(await secrets.promote(arn, { from: FIRST, to: SECOND })()).toStrictEqual(
      E.right(undefined),
    )
    expect(labels()).toStrictEqual({
      [FIRST]: ['AWSPREVIOUS'],
      [SECOND]: ['AWSCURRENT', PENDING_LABEL],
    })
  })

  it('leaves the version alone that somebody else made current meanwhile', async () => {
    await aws.secrets.send(
      new PutSecretValueCommand({
        SecretId: arn,
        ClientRequestToken: THIRD,
        SecretString: 'theirs',
      }),
    )
    const before = labels()

    expect(await secrets.promote(arn, { from: FIRST, to: SECOND })()).toStrictEqual(
      failure('UpdateSecretVersionStage', 'InvalidParameterException'),
    )
    expect(labels()).toStrictEqual(before)
    expect(before[THIRD]).toStrictEqual(['AWSCURRENT'])
  })
})

describe('when a staged version is given up', () => {
  it('loses its label, if it still carries it', async () => {
    const { stage, unstage } = secretsManagerStaging(aws.secrets)
    await stage(arn, SECOND, 'text-2')()

    expect(await unstage(arn, SECOND)()).toStrictEqual(E.right(undefined))
    expect(labels()).toStrictEqual({ [FIRST]: ['AWSCURRENT'], [SECOND]: [] })
  })

  it('keeps the label where another version has it', async () => {
    const { stage, unstage } = secretsManagerStaging(aws.secrets)
    await stage(arn, SECOND, 'text-2')()
    await stage(arn, THIRD, 'text-3')()

    expect(await unstage(arn, SECOND)()).toStrictEqual(
      failure('UpdateSecretVersionStage', 'InvalidParameterException'),
    )
    expect(labels()[THIRD]).toStrictEqual(['AWSPENDING'])
  })
})

describe("when an OAuth client's secret is read by its name", () => {
  it('gives the current text', async () => {
    await aws.secrets.send(
      new PutSecretValueCommand({ SecretId: arn, ClientRequestToken: SECOND, SecretString: 'new' }),
    )
    await secrets.putPending(arn, THIRD, 'pending')()

    expect(await currentText(aws.secrets)('crm/acme')()).toStrictEqual(E.right('new'))
  })

  it('finds none where there is none, or where none is current', async () => {
    aws.secretsManager.place({
      ...secret(),
      versions: secret().versions.map((v) => ({ ...v, labels: [] })),
    })

    expect(await currentText(aws.secrets)('missing')()).toStrictEqual(E.right(undefined))
    expect(await currentText(aws.secrets)('crm/acme')()).toStrictEqual(E.right(undefined))
  })
})
