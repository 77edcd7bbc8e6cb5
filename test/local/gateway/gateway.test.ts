import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { PutEventsCommand } from '@aws-sdk/client-eventbridge'
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { GetQueueUrlCommand, ListQueuesCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Fault } from '../../../lib/local/gateway/gateway-call.ts'
import { type AwsSide, refusal, startAwsSide, versionId } from '../aws-side.ts'

let aws: AwsSide
beforeAll(async () => {
  aws = await startAwsSide()
  await aws.secrets.send(
    new CreateSecretCommand({
      Name: 'acme',
      SecretString: 'first',
      ClientRequestToken: versionId(1),
    }),
  )
})
afterAll(() => aws.stop())
beforeEach(() => {
  aws.fault = undefined
  aws.calls.length = 0
})

const once = (fault: Fault): void => {
  aws.fault = () => {
    aws.fault = undefined
    return fault
  }
}

const put = (n: number) =>
  aws.secrets.send(
    new PutSecretValueCommand({
      SecretId: 'acme',
      SecretString: `value ${n}`,
      ClientRequestToken: versionId(n),
      VersionStages: ['TRYING'],
    }),
  )

const versions = () =>
  aws.secretsManager.snapshot().flatMap((secret) => secret.versions.map(({ id }) => id))

describe('when clients of all four services call', () => {
  it('announces each call before it is answered', async () => {
    await aws.secrets.send(new GetSecretValueCommand({ SecretId: 'acme' }))
    await aws.events.send(new PutEventsCommand({ Entries: [{ Source: 'test' }] }))
    await aws.dynamo.send(
      new PutItemCommand({ TableName: 'token-rotation', Item: { id: { S: 'a' } } }),
    )
    await aws.sqs.send(
      new SendMessageCommand({
        QueueUrl: aws.gateway.queueUrl('token-rotation'),
        MessageBody: 'hello',
      }),
    )
    expect(aws.calls).toEqual([
      'secretsmanager.GetSecretValue',
      'events.PutEvents',
      'dynamodb.PutItem',
      'sqs.SendMessage',
    ])
  })

  it('gives queue URLs that lead back to itself', async () => {
    const own = aws.gateway.queueUrl('token-rotation')
    const got = await aws.sqs.send(new GetQueueUrlCommand({ QueueName: 'token-rotation' }))
    const listed = await aws.sqs.send(new ListQueuesCommand({}))
    expect(got.QueueUrl).toBe(own)
    expect(listed.QueueUrls).toContain(own)
  })
})

describe('when a client knows the gateway by AWS_ENDPOINT_URL only', () => {
  it('is reached through it', async () => {
    const before = { ...process.env }
    process.env.AWS_ENDPOINT_URL = aws.gateway.origin
    process.env.AWS_REGION = 'eu-central-1'
    process.env.AWS_ACCESS_KEY_ID = 'local'
    process.env.AWS_SECRET_ACCESS_KEY = 'local'
    try {
      const { SecretString } = await new SecretsManagerClient().send(
        new GetSecretValueCommand({ SecretId: 'acme' }),
      )
      expect(SecretString).toBe('first')
    } finally {
      process.env = before
    }
  })
})

describe('when a fault is an error', () => {
  it('answers with it and applies nothing', async () => {
    aws.fault = () => ({
      kind: 'error',
      status: 400,
      code: 'AccessDeniedException',
      message: 'not you',
    })
    expect(await refusal(put(2))).toEqual({ name: 'AccessDeniedException', message: 'not you' })
    expect(versions()).not.toContain(versionId(2))
  })

  it('makes the client try again when it is throttling', async () => {
    once({ kind: 'error', status: 400, code: 'ThrottlingException', message: 'Rate exceeded' })
    expect((await put(3)).VersionId).toBe(versionId(3))
    expect(aws.calls).toEqual(['secretsmanager.PutSecretValue', 'secretsmanager.PutSecretValue'])
  })

  it('raises an exception of its name in every client', async () => {
    aws.fault = () => ({ kind: 'error', status: 400, code: 'AccessDeniedException', message: 'no' })
    const names = await Promise.all([
      refusal(aws.events.send(new PutEventsCommand({ Entries: [] }))),
      refusal(aws.sqs.send(new ListQueuesCommand({}))),
      refusal(
        aws.dynamo.send(
          new PutItemCommand({ TableName: 'token-rotation', Item: { id: { S: 'a' } } }),
        ),
      ),
    ])
    expect(names.map(({ name }) => name)).toEqual(Array(3).fill('AccessDeniedException'))
  })
})

describe('when a fault is an answer', () => {
  it('gives it and leaves the account as it was', async () => {
    once({ kind: 'answer', output: { VersionId: 'told' } })

    expect(await put(8)).toMatchObject({ VersionId: 'told' })
    expect(versions()).not.toContain(versionId(8))
  })
})

describe('when a fault drops every call', () => {
  it('applies none of the tries', async () => {
    aws.fault = () => ({ kind: 'drop' })
    expect((await refusal(put(4))).name).not.toBe('no error')
    expect(aws.calls).toEqual(Array(3).fill('secretsmanager.PutSecretValue'))
    expect(versions()).not.toContain(versionId(4))
  })
})

describe('when a fault loses the reply', () => {
  it('has applied the call that the client then repeats', async () => {
    const seen: (readonly string[])[] = []
    aws.fault = () => {
      seen.push(versions().filter((id) => id === versionId(5)))
      return seen.length === 1 ? { kind: 'lose-reply' } : undefined
    }
    expect((await put(5)).VersionId).toBe(versionId(5))
    expect(seen).toEqual([[], [versionId(5)]])
  })
})

describe('when a fault delays a call', () => {
  it('answers it after others that came later', async () => {
    once({ kind: 'delay', milliseconds: 250 })
    const order: string[] = []
    const slow = put(6).then(() => order.push('delayed'))
    const fast = aws.secrets.send(new ListSecretsCommand({})).then(() => order.push('not delayed'))
    await Promise.all([slow, fast])
    expect(order).toEqual(['not delayed', 'delayed'])
  })
})

describe('when a fault makes reads stale', () => {
  it('answers with the state of that moment, and writes see the newest', async () => {
    const read = () => aws.secrets.send(new GetSecretValueCommand({ SecretId: 'acme' }))
    aws.clock.advance(60_000)
    const before = (await read()).VersionId
    await aws.secrets.send(
      new PutSecretValueCommand({
        SecretId: 'acme',
        SecretString: 'first',
        ClientRequestToken: versionId(7),
        VersionStages: ['AWSCURRENT'],
      }),
    )
    aws.fault = () => ({ kind: 'stale', milliseconds: 30_000 })
    expect((await read()).VersionId).toBe(before)
    aws.clock.advance(30_000)
    expect((await read()).VersionId).toBe(versionId(7))
  })

  it('does not list a secret that was made since', async () => {
    const listed = async () =>
      (await aws.secrets.send(new ListSecretsCommand({}))).SecretList?.map(({ Name }) => Name)
    aws.clock.advance(60_000)
    await aws.secrets.send(new CreateSecretCommand({ Name: 'late' }))
    aws.fault = () => ({ kind: 'stale', milliseconds: 30_000 })
    expect(await listed()).toEqual(['acme'])
    aws.clock.advance(30_000)
    expect(await listed()).toEqual(['acme', 'late'])
  })
})

describe('when a request is not as any service expects', () => {
  const post = async (headers: Record<string, string>, body: string) => {
    const response = await fetch(aws.gateway.origin, { method: 'POST', headers, body })
    return {
      status: response.status,
      errorType: response.headers.get('x-amzn-errortype'),
      body: await response.json(),
    }
  }
  const authorization = 'AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host, Signature=b'
  const refused = (status: number, code: string) => ({
    status,
    errorType: code,
    body: expect.objectContaining({ __type: code }),
  })

  it('refuses one without a signature', async () => {
    expect(await post({ 'x-amz-target': 'secretsmanager.ListSecrets' }, '{}')).toEqual(
      refused(403, 'MissingAuthenticationTokenException'),
    )
  })

  it('refuses one without a target', async () => {
    expect(await post({ authorization }, '{}')).toEqual(refused(400, 'UnknownOperationException'))
  })

  it('refuses a form without an action, in XML as its reader expects', async () => {
    const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' }
    const response = await fetch(aws.gateway.origin, { method: 'POST', headers, body: 'a=1' })

    expect(response.headers.get('content-type')).toBe('text/xml')
    expect(await response.text()).toContain('<Code>MissingAction</Code>')
  })

  it('refuses one for a service it does not stand for', async () => {
    expect(await post({ authorization, 'x-amz-target': 'TrentService.Encrypt' }, '{}')).toEqual(
      refused(400, 'UnknownOperationException'),
    )
  })

  it('refuses a body that is no JSON object', async () => {
    const headers = { authorization, 'x-amz-target': 'secretsmanager.ListSecrets' }
    expect(await post(headers, '[')).toEqual(refused(400, 'SerializationException'))
    expect(await post(headers, '[]')).toEqual(refused(400, 'SerializationException'))
  })

  it('names the operations it knows when asked for another', async () => {
    const { name, message } = await refusal(
      aws.secrets.send(new RotateSecretCommand({ SecretId: 'acme' })),
    )
    expect(name).toBe('UnknownOperationException')
    expect(message).toMatch(
      /^the local account does not know RotateSecret; it knows CreateSecret, /,
    )
  })
})

describe('when the gateway is stopped', () => {
  it('takes no more calls and leaves nothing behind it running', async () => {
    const other = await startAwsSide()
    other.fault = () => ({ kind: 'delay', milliseconds: 600_000 })
    const pending = refusal(other.sqs.send(new ListQueuesCommand({})))
    while (other.calls.length === 0) await new Promise(setImmediate)
    await other.stop()
    await other.stop()
    await pending
    const origins = [other.gateway.origin, other.queue.origin, other.table.origin]
    const answers = await Promise.all(origins.map((origin) => refusal(fetch(origin))))
    expect(answers.map(({ message }) => message)).toEqual(Array(3).fill('fetch failed'))
  })
})

describe('when the account has an access key of its own', () => {
  it('answers who knows it, and nobody else', async () => {
    const own = await startAwsSide({ accessKeyId: 'planted-access-key' })
    const stranger = new SecretsManagerClient({
      endpoint: own.gateway.origin,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'planted-access-kez', secretAccessKey: 'local' },
    })

    await own.secrets.send(new CreateSecretCommand({ Name: 'mine', SecretString: '{}' }))
    expect(await refusal(stranger.send(new GetSecretValueCommand({ SecretId: 'mine' })))).toEqual({
      name: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    })
    expect(own.calls).toEqual(['secretsmanager.CreateSecret'])
    stranger.destroy()
    await own.stop()
  })
})
