import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import * as E from 'fp-ts/Either'
import { afterEach, describe, expect, it } from 'vitest'
import { rotationQueue } from '../../lib/aws/rotation-queue.ts'
import { later } from '../../lib/rotation/schedule.ts'
import type { DueCredential } from '../../lib/rotation/sweep-env.ts'
import { START, startAwsSide } from '../local/aws-side.ts'
import { recordCalls } from './recorded-calls.ts'
import { startScriptedAws } from './scripted-aws.ts'

const cleanups: Array<() => Promise<unknown>> = []
afterEach(() => Promise.all(cleanups.splice(0).map((cleanup) => cleanup())))

const startQueue = async () => {
  const aws = await startAwsSide({ maxAttempts: 1 })
  cleanups.push(aws.stop)
  const queueUrl = aws.gateway.queueUrl(aws.queue.queueName)
  return { aws, queueUrl, queue: rotationQueue(aws.sqs, queueUrl, () => aws.clock.now) }
}

const due = (n: number, dueAt = START): DueCredential => ({
  secretArn: `arn-${n}`,
  versionId: `version-${n}`,
  provider: n % 2 === 0 ? 'acme' : 'unknown',
  dueAt,
})

const many = (count: number) => Array.from({ length: count }, (_, n) => due(n))

describe('when due credentials are sent', () => {
  it('sends a message each, in the group of its provider', async () => {
    const { aws, queueUrl, queue } = await startQueue()
    const { inputsOf } = recordCalls(aws)
    const entry = (n: number, group: string) => ({
      Id: String(n),
      MessageBody: `{"kind":"refresh","secretArn":"arn-${n}","versionId":"version-${n}"}`,
      DelaySeconds: 0,
      MessageGroupId: group,
    })

    expect(await queue.send(many(2))()).toStrictEqual(E.right(2))
    expect(inputsOf('SendMessageBatch')).toStrictEqual([
      { QueueUrl: queueUrl, Entries: [entry(0, 'acme'), entry(1, 'unknown')] },
    ])
  })

  it('has them received by whoever waits at the queue', async () => {
    const { aws, queueUrl, queue } = await startQueue()
    await queue.send([due(7)])()
    const { Messages } = await aws.sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl }))

    expect(Messages?.map(({ Body }) => JSON.parse(Body ?? ''))).toStrictEqual([
      { kind: 'refresh', secretArn: 'arn-7', versionId: 'version-7' },
    ])
  })

  it('sends ten at a time', async () => {
    const { aws, queue } = await startQueue()
    const { inputsOf } = recordCalls(aws)

    expect(await queue.send(many(25))()).toStrictEqual(E.right(25))
    expect(
      inputsOf('SendMessageBatch').map(({ Entries }) => Array.isArray(Entries) && Entries.length),
    ).toStrictEqual([10, 10, 5])
    expect(await aws.queue.depth(aws.queue.queueName)).toStrictEqual({
      ready: 25,
      inFlight: 0,
      delayed: 0,
    })
  })

  it.each([
    ['a day ago', -86_400, 0],
    ['now', 0, 0],
    ['in a millisecond', 0.001, 1],
    ['in 61.2 seconds', 61.2, 62],
    ['in 15 minutes', 900, 900],
    ['later than SQS delays', 901, 900],
  ])('delays what is due %s to the second, never before it', async (_, seconds, delay) => {
    const { aws, queue } = await startQueue()
    const { inputsOf } = recordCalls(aws)
    await queue.send([due(1, later(START, seconds))])()

    expect(inputsOf('SendMessageBatch')).toMatchObject([{ Entries: [{ DelaySeconds: delay }] }])
  })

  it('counts the delay of a later batch from the moment in which it is sent', async () => {
    const { aws, queue } = await startQueue()
    aws.fault = ({ operation }) => {
      if (operation === 'SendMessageBatch') aws.clock.advance(30_000)
      return undefined
    }
    const { inputsOf } = recordCalls(aws)
    await queue.send(Array.from({ length: 11 }, (_, n) => due(n, later(START, 60))))()

    expect(inputsOf('SendMessageBatch')).toMatchObject([
      { Entries: Array(10).fill({ DelaySeconds: 60 }) },
      { Entries: [{ DelaySeconds: 30 }] },
    ])
  })

  it('asks nothing of the queue when there is nothing to send', async () => {
    const { aws, queue } = await startQueue()

    expect(await queue.send([])()).toStrictEqual(E.right(0))
    expect(aws.calls).toStrictEqual([])
  })
})

describe('when the queue takes only some of a batch (AWS trap 7: refused entries hide in HTTP 200)', () => {
  it('counts these, although the call itself succeeded', async () => {
    const scripted = await startScriptedAws('application/x-amz-json-1.0', [
      {
        Successful: [{ Id: '1', MessageId: 'm', MD5OfMessageBody: '' }],
        Failed: [
          { Id: '0', Code: 'InternalError', SenderFault: false },
          { Id: '2', Code: 'InvalidParameterValue', SenderFault: true },
        ],
      },
    ])
    const client = new SQSClient({ ...scripted.config, md5: false })
    cleanups.push(async () => {
      client.destroy()
      await scripted.stop()
    })
    const queue = rotationQueue(client, `${scripted.config.endpoint}/1/queue`, () => START)

    expect(await queue.send(many(3))()).toStrictEqual(E.right(1))
    expect(scripted.inputs).toHaveLength(1)
  })
})

describe('when the queue refuses a batch', () => {
  it('says so and sends no other', async () => {
    const { aws, queue } = await startQueue()
    aws.fault = () => ({ kind: 'error', status: 403, code: 'AccessDeniedException', message: '' })

    expect(await queue.send(many(20))()).toStrictEqual(
      E.left({ tag: 'AwsFailure', operation: 'SendMessageBatch', code: 'AccessDeniedException' }),
    )
    expect(aws.calls).toStrictEqual(['sqs.SendMessageBatch'])
  })
})

describe('when the depth of the queue is asked for', () => {
  it('counts what waits, what is delayed and what is in flight', async () => {
    const { aws, queueUrl, queue } = await startQueue()
    await queue.send([...many(5), due(5, later(START, 600)), due(6, later(START, 900))])()
    await aws.sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 3 }))

    expect(await aws.queue.depth(aws.queue.queueName)).toStrictEqual({
      ready: 2,
      inFlight: 3,
      delayed: 2,
    })
    expect(await queue.queueDepth()).toStrictEqual(E.right(7))
  })
})
