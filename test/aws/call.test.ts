import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager'
import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { call } from '../../lib/aws/call.ts'
import { startAwsSide, versionId } from '../local/aws-side.ts'

const PLANTED = 'planted-refresh-token'

const failure = (code: string) => E.left({ tag: 'AwsFailure', operation: 'AnOperation', code })

const thrownBy = (thrown: unknown) =>
  call('AnOperation', async () => {
    throw thrown
  })()

describe('when a call to AWS succeeds', () => {
  it('gives what it answered', async () => {
    expect(await call('AnOperation', async () => 42)()).toStrictEqual(E.right(42))
  })
})

describe('when AWS refuses a call and repeats what was sent (AWS trap 22: error objects carry secrets into logs)', () => {
  it("keeps the exception's name only", async () => {
    const aws = await startAwsSide({ maxAttempts: 1 })
    const text = (SecretString: string) => ({ SecretString, ClientRequestToken: versionId(1) })
    await aws.secrets.send(new CreateSecretCommand({ Name: 'crm', ...text('text') }))
    aws.fault = () => ({
      kind: 'error',
      status: 400,
      code: 'ValidationException',
      message: `${PLANTED} is not a valid value`,
    })
    const answer = await call('AnOperation', () =>
      aws.secrets.send(new PutSecretValueCommand({ SecretId: 'crm', ...text(PLANTED) })),
    )()
    await aws.stop()

    expect(answer).toStrictEqual(failure('ValidationException'))
  })
})

describe("when Secrets Manager refuses a call for a secret's key", () => {
  const named = (name: string, message: string) => Object.assign(new Error(message), { name })
  const sentence = 'Access to KMS is not allowed'

  it('tells it from a secret that may not be used', async () => {
    const aws = await startAwsSide({ maxAttempts: 1 })
    aws.fault = () => ({
      kind: 'error',
      status: 400,
      code: 'AccessDeniedException',
      message: sentence,
    })
    const answer = await call('AnOperation', () =>
      aws.secrets.send(new GetSecretValueCommand({ SecretId: 'crm' })),
    )()
    await aws.stop()

    expect(answer).toStrictEqual(failure('KmsAccessDenied'))
  })

  it.each([
    ['AccessDeniedException', `${sentence} to ${PLANTED}`],
    ['AccessDeniedException', `User: ${PLANTED} is not authorized`],
    ['InternalServiceError', sentence],
  ])('reads nothing else out of a message: %s, %s', async (name, message) => {
    expect(await thrownBy(named(name, message))).toStrictEqual(failure(name))
  })
})

describe('when something is thrown that is no exception of a service', () => {
  it.each([
    ['an error whose name is not a word', Object.assign(new Error(), { name: `${PLANTED} 1` })],
    ['an error with an endless name', Object.assign(new Error(), { name: 'A'.repeat(65) })],
    ['an error without a name', Object.assign(new Error(), { name: '' })],
    ['a text', PLANTED],
    ['nothing', undefined],
    ['an object that only looks like an error', { name: 'Planted', message: PLANTED }],
  ])('says of %s that it is unknown', async (_, thrown) => {
    expect(await thrownBy(thrown)).toStrictEqual(failure('UnknownError'))
  })

  it('catches what is thrown before there is a promise', async () => {
    const thrown = () => {
      throw new RangeError(PLANTED)
    }

    expect(await call('AnOperation', thrown)()).toStrictEqual(failure('RangeError'))
  })

  it('tells a place where nobody listens by its name', async () => {
    const aws = await startAwsSide()
    const { origin } = aws.table
    await aws.stop()
    const client = new DynamoDBClient({
      endpoint: origin,
      region: 'eu-central-1',
      maxAttempts: 1,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    })
    const answer = await call('AnOperation', () =>
      client.send(new GetItemCommand({ TableName: 'table', Key: { id: { S: PLANTED } } })),
    )()
    client.destroy()

    expect(answer).toStrictEqual(failure('ECONNREFUSED'))
  })
})
