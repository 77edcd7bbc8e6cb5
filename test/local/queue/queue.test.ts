import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AwsSide, startAwsSide } from '../aws-side.ts'

let aws: AwsSide
let QueueUrl: string
beforeEach(async () => {
  aws = await startAwsSide()
  QueueUrl = aws.gateway.queueUrl(aws.queue.queueName)
})
afterEach(() => aws.stop())

const receive = async (url = QueueUrl) =>
  (await aws.sqs.send(new ReceiveMessageCommand({ QueueUrl: url }))).Messages ?? []

describe('when the queue is started', () => {
  it('hides messages for nine minutes and gives them up after five receptions', async () => {
    const { Attributes } = await aws.sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ['VisibilityTimeout', 'RedrivePolicy', 'QueueArn', 'FifoQueue'],
      }),
    )
    expect(Attributes).toEqual({
      QueueArn: 'arn:aws:sqs:eu-central-1:000000000000:token-rotation',
      VisibilityTimeout: '540',
      RedrivePolicy:
        '{"deadLetterTargetArn":"arn:aws:sqs:eu-central-1:000000000000:token-rotation-dead-letters","maxReceiveCount":5}',
    })
  })
})

describe('when messages are sent through the gateway', () => {
  it('delivers them once and counts them', async () => {
    const { Successful, Failed } = await aws.sqs.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'a', MessageBody: 'now', MessageGroupId: 'acme' },
          { Id: 'b', MessageBody: 'later', DelaySeconds: 900 },
        ],
      }),
    )
    expect(Successful?.map(({ Id }) => Id)).toEqual(['a', 'b'])
    expect(Failed ?? []).toEqual([])
    expect(await aws.queue.depth('token-rotation')).toEqual({ ready: 1, inFlight: 0, delayed: 1 })

    const [message] = await receive()
    expect(message?.Body).toBe('now')
    expect(await receive()).toEqual([])
    expect(await aws.queue.depth('token-rotation')).toEqual({ ready: 0, inFlight: 1, delayed: 1 })

    await aws.sqs.send(
      new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }),
    )
    expect(await aws.queue.depth('token-rotation')).toEqual({ ready: 0, inFlight: 0, delayed: 1 })
  })
})

describe('when a message has a delay of less than a second', () => {
  it('is delivered after it', async () => {
    await aws.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'soon', DelaySeconds: 0.2 }))
    expect(await receive()).toEqual([])
    expect(await aws.queue.depth('token-rotation')).toEqual({ ready: 0, inFlight: 0, delayed: 1 })
    const { Messages } = await aws.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }),
    )
    expect(Messages?.map(({ Body }) => Body)).toEqual(['soon'])
  })
})

describe('when a receiver waits for a message', () => {
  it('gets the one that comes', async () => {
    const waiting = aws.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }))
    while (aws.calls.length === 0) await new Promise(setImmediate)
    await aws.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' }))
    expect((await waiting).Messages?.map(({ Body }) => Body)).toEqual(['hello'])
  })
})

describe('when a message is received a sixth time', () => {
  it('goes to the dead-letter queue instead', async () => {
    await aws.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'poison' }))
    const bodies: (string | undefined)[] = []
    for (let n = 0; n < 6; n++) {
      for (const { Body, ReceiptHandle } of await receive()) {
        bodies.push(Body)
        await aws.sqs.send(
          new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
        )
      }
    }
    expect(bodies).toEqual(Array(5).fill('poison'))
    const dead = await receive(aws.gateway.queueUrl(aws.queue.deadLetterQueueName))
    expect(dead.map(({ Body }) => Body)).toEqual(['poison'])
  })
})
