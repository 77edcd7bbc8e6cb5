import { fileURLToPath } from 'node:url'
import {
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import type { SQSEvent } from 'aws-lambda'
import { type FauxqsServer, startFauxqs } from 'fauxqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type EventSourceMapping,
  type EventSourceMappingSettings,
  type MappingLogLine,
  startEventSourceMapping,
} from '../../../lib/local/functions/event-source-mapping.ts'
import { type Invocation, startFunction } from '../../../lib/local/functions/function-host.ts'

let server: FauxqsServer
let sqs: SQSClient
let queues = 0
const mappings: EventSourceMapping[] = []

beforeAll(async () => {
  server = await startFauxqs({ port: 0, logger: false, host: '127.0.0.1' })
  sqs = newClient()
})
afterAll(async () => {
  // All at once and at the end: a stop waits for the poll that is under way.
  await Promise.all(mappings.map(({ stop }) => stop()))
  sqs.destroy()
  await server.stop()
})

const newClient = (): SQSClient =>
  new SQSClient({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${server.port}`,
    useQueueUrlAsEndpoint: false,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })

const createQueue = (attributes: Record<string, string> = {}, suffix = '') => {
  queues += 1
  return server.createQueue(`queue-${queues}${suffix}`, {
    attributes: { VisibilityTimeout: '540', ...attributes },
  })
}

const map = async (
  queueUrl: string,
  invoke: (event: SQSEvent) => Promise<Invocation>,
  overrides: Partial<EventSourceMappingSettings> = {},
): Promise<EventSourceMapping> => {
  const mapping = await startEventSourceMapping({
    sqs,
    queueUrl,
    invoke,
    maximumConcurrency: 3,
    log: () => undefined,
    ...overrides,
  })
  mappings.push(mapping)
  return mapping
}

const send = async (
  queueUrl: string,
  body: string,
  more: { MessageGroupId?: string; MessageDeduplicationId?: string; DelaySeconds?: number } = {},
): Promise<string> => {
  const sent = await sqs.send(
    new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body, ...more }),
  )
  return sent.MessageId ?? ''
}

const success = async (): Promise<Invocation> => ({ tag: 'Answered', value: null })
const left = (name: string) => {
  const messages = server.inspectQueue(name)?.messages
  return {
    ready: messages?.ready.length,
    delayed: messages?.delayed.length,
    inFlight: messages?.inflight.length,
  }
}
const nothingLeft = { ready: 0, delayed: 0, inFlight: 0 }

describe('when a message arrives', () => {
  it('invokes the function with the event that Lambda builds', async () => {
    const { queueUrl } = createQueue()
    const events: SQSEvent[] = []
    const before = Date.now()
    const sent = await sqs.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: 'hello',
        MessageAttributes: {
          color: { DataType: 'String', StringValue: 'green' },
          bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2, 3]) },
        },
      }),
    )
    const mapping = await map(queueUrl, (event) => {
      events.push(event)
      return success()
    })
    await mapping.idle()

    expect(events).toStrictEqual([
      {
        Records: [
          {
            messageId: sent.MessageId,
            receiptHandle: expect.any(String),
            body: 'hello',
            attributes: {
              ApproximateReceiveCount: '1',
              SentTimestamp: expect.stringMatching(/^\d{13}$/),
              SenderId: '000000000000',
              ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
            },
            messageAttributes: {
              color: {
                stringValue: 'green',
                stringListValues: [],
                binaryListValues: [],
                dataType: 'String',
              },
              bytes: {
                binaryValue: 'AQID',
                stringListValues: [],
                binaryListValues: [],
                dataType: 'Binary',
              },
            },
            md5OfBody: '5d41402abc4b2a76b9719d911017c592',
            md5OfMessageAttributes: sent.MD5OfMessageAttributes,
            eventSource: 'aws:sqs',
            eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:queue-${queues}`,
            awsRegion: 'us-east-1',
          },
        ],
      },
    ])
    expect(Number(events[0]?.Records[0]?.attributes.SentTimestamp)).toBeGreaterThanOrEqual(before)
  })

  it('passes on what the queue adds to a message of a group', async () => {
    // The emulator keeps the group of a message in FIFO queues only; AWS does in standard queues too.
    const { queueUrl } = createQueue({ FifoQueue: 'true' }, '.fifo')
    await send(queueUrl, 'hello', { MessageGroupId: 'acme', MessageDeduplicationId: 'once' })
    const attributes: unknown[] = []
    const mapping = await map(queueUrl, ({ Records: [record] }) => {
      attributes.push(record?.attributes)
      return success()
    })
    await mapping.idle()

    expect(attributes).toStrictEqual([
      {
        ApproximateReceiveCount: '1',
        SentTimestamp: expect.any(String),
        SenderId: '000000000000',
        ApproximateFirstReceiveTimestamp: expect.any(String),
        MessageGroupId: 'acme',
        MessageDeduplicationId: 'once',
        SequenceNumber: expect.any(String),
      },
    ])
  })

  it('feeds a function that runs in a process of its own', async () => {
    const { queueUrl, queueName } = createQueue()
    const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
    const batch = startFunction({
      name: 'batch',
      bundle: pathOf('fixtures/batch-function.mjs'),
      runner: pathOf('../../../lib/local/functions/function-runner.ts'),
      environment: {},
      timeoutSeconds: 30,
      maximumConcurrency: 2,
      log: () => undefined,
    })
    const lines: MappingLogLine[] = []
    const good = await send(queueUrl, 'good')
    const bad = await send(queueUrl, 'bad')
    const mapping = await map(queueUrl, batch.invoke, { log: (line) => lines.push(line) })
    await mapping.settled()
    await batch.stop()

    expect(lines.toSorted((a, b) => a.tag.localeCompare(b.tag))).toStrictEqual([
      { tag: 'Failed', messageId: bad, reason: 'Reported' },
      { tag: 'Handled', messageId: good },
    ])
    expect(left(queueName)).toStrictEqual({ ready: 0, delayed: 0, inFlight: 1 })
  })
})

describe('when the answer says success', () => {
  it.each([
    ['null', null],
    ['an empty object', {}],
    ['an empty list', { batchItemFailures: [] }],
    ['a null list', { batchItemFailures: null }],
  ])('deletes the message after %s', async (_, value) => {
    const { queueUrl, queueName } = createQueue()
    const messageId = await send(queueUrl, 'hello')
    const lines: MappingLogLine[] = []
    const mapping = await map(queueUrl, async () => ({ tag: 'Answered', value }), {
      log: (line) => lines.push(line),
    })
    await mapping.idle()

    expect(lines).toStrictEqual([{ tag: 'Handled', messageId }])
    expect(left(queueName)).toStrictEqual(nothingLeft)
  })
})

describe('when the answer does not say success', () => {
  const answered = (value: unknown) => async (): Promise<Invocation> => ({ tag: 'Answered', value })
  const reported = async ({ Records: [record] }: SQSEvent): Promise<Invocation> => ({
    tag: 'Answered',
    value: { batchItemFailures: [{ itemIdentifier: record?.messageId }] },
  })

  it.each<[string, string, (event: SQSEvent) => Promise<Invocation>]>([
    ['lists it', 'Reported', reported],
    [
      'lists an unknown one',
      'NotUnderstood',
      answered({ batchItemFailures: [{ itemIdentifier: 'x' }] }),
    ],
    ['lists no identifier', 'NotUnderstood', answered({ batchItemFailures: [{ id: 'x' }] })],
    ['is text', 'NotUnderstood', answered('done')],
    ['is a list', 'NotUnderstood', answered([])],
    ['is missing after a throw', 'Threw', async () => ({ tag: 'Threw', errorType: 'Error' })],
    ['is missing after a time-out', 'TimedOut', async () => ({ tag: 'TimedOut' })],
    [
      'is missing after a crash',
      'Crashed',
      async () => ({ tag: 'Crashed', exitCode: 1, signal: null }),
    ],
    ['is missing because nothing could be invoked', 'Threw', () => Promise.reject(new Error('x'))],
  ])('leaves the message when the answer %s', async (_, reason, invoke) => {
    const { queueUrl, queueName } = createQueue()
    const messageId = await send(queueUrl, 'hello')
    const lines: MappingLogLine[] = []
    const mapping = await map(queueUrl, invoke, { log: (line) => lines.push(line) })
    await mapping.settled()

    expect(lines).toStrictEqual([{ tag: 'Failed', messageId, reason }])
    expect(left(queueName)).toStrictEqual({ ready: 0, delayed: 0, inFlight: 1 })
  })

  it('invokes again after the visibility time-out, until the dead-letter queue takes it', async () => {
    const deadLetters = createQueue()
    const { queueUrl, queueName } = createQueue({
      VisibilityTimeout: '1',
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: deadLetters.queueArn,
        maxReceiveCount: 2,
      }),
    })
    const counts: unknown[] = []
    await send(queueUrl, 'hello')
    const mapping = await map(queueUrl, async ({ Records: [record] }) => {
      counts.push(record?.attributes.ApproximateReceiveCount)
      return { tag: 'Threw', errorType: 'Error' }
    })
    await mapping.idle()

    expect(counts).toStrictEqual(['1', '2'])
    expect(left(queueName)).toStrictEqual(nothingLeft)
    expect(left(deadLetters.queueName)).toStrictEqual({ ready: 1, delayed: 0, inFlight: 0 })
  })
})

describe('when many messages wait', () => {
  it('invokes at most so many at once, and each message once', async () => {
    const { queueUrl } = createQueue()
    for (let i = 0; i < 25; i++) {
      await send(queueUrl, `message ${i}`)
    }
    const bodies: string[] = []
    let running = 0
    let most = 0
    const full = Promise.withResolvers<void>()
    const mapping = await map(queueUrl, async ({ Records }) => {
      running += 1
      most = Math.max(most, running)
      if (running === 3) {
        full.resolve()
      }
      bodies.push(...Records.map(({ body }) => body))
      // All wait until the concurrency is used up, so that fewer at once would never end.
      await full.promise
      running -= 1
      return success()
    })
    await mapping.idle()

    expect(most).toBe(3)
    expect(bodies.toSorted()).toStrictEqual(
      Array.from({ length: 25 }, (_, i) => `message ${i}`).toSorted(),
    )
  })
})

describe('when somebody waits for the queue to become idle', () => {
  it('waits for delayed messages too', async () => {
    const { queueUrl, queueName } = createQueue()
    await send(queueUrl, 'later', { DelaySeconds: 1 })
    const bodies: unknown[] = []
    const mapping = await map(queueUrl, ({ Records: [record] }) => {
      bodies.push(record?.body)
      return success()
    })
    await mapping.idle()

    expect(bodies).toStrictEqual(['later'])
    expect(left(queueName)).toStrictEqual(nothingLeft)
  })

  it('waits for running invocations, also when failed messages do not count', async () => {
    const { queueUrl } = createQueue()
    await send(queueUrl, 'bad')
    await send(queueUrl, 'good')
    const release = Promise.withResolvers<void>()
    const arrived = Promise.withResolvers<void>()
    const failedFirst = Promise.withResolvers<void>()
    const order: string[] = []
    const mapping = await map(
      queueUrl,
      async ({ Records: [record] }) => {
        if (record?.body === 'bad') {
          return { tag: 'Threw', errorType: 'Error' }
        }
        arrived.resolve()
        await release.promise
        order.push('ended')
        return success()
      },
      { log: ({ tag }) => tag === 'Failed' && failedFirst.resolve() },
    )
    await Promise.all([arrived.promise, failedFirst.promise])
    const settled = mapping.settled().then(() => order.push('settled'))
    release.resolve()
    await settled

    expect(order).toStrictEqual(['ended', 'settled'])
  })
})

describe('when a message is gone before its invocation ended', () => {
  it('still waits for the invocation', async () => {
    const { queueUrl } = createQueue()
    await send(queueUrl, 'hello')
    const release = Promise.withResolvers<void>()
    const arrived = Promise.withResolvers<void>()
    const order: string[] = []
    const mapping = await map(queueUrl, async () => {
      arrived.resolve()
      await release.promise
      order.push('ended')
      return success()
    })
    await arrived.promise
    await sqs.send(new PurgeQueueCommand({ QueueUrl: queueUrl }))
    const idle = mapping.idle().then(() => order.push('idle'))
    // Another question to the queue, so that the one of `idle` has been answered before the release.
    await sqs.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl }))
    await sqs.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl }))
    release.resolve()
    await idle

    expect(order).toStrictEqual(['ended', 'idle'])
  })
})

describe('when the mapping is stopped', () => {
  it('takes no message that comes after the stop', async () => {
    const { queueUrl, queueName } = createQueue()
    const mapping = await map(queueUrl, success)
    await mapping.idle()
    await mapping.stop()
    await send(queueUrl, 'late')

    expect(left(queueName)).toStrictEqual({ ready: 1, delayed: 0, inFlight: 0 })
  })

  it('lets the running invocation end, and leaves later messages to the next mapping', async () => {
    const { queueUrl, queueName } = createQueue()
    await send(queueUrl, 'first')
    const release = Promise.withResolvers<void>()
    const arrived = Promise.withResolvers<void>()
    const bodies: unknown[] = []
    const mapping = await map(queueUrl, async ({ Records: [record] }) => {
      arrived.resolve()
      await release.promise
      bodies.push(record?.body)
      return success()
    })
    await arrived.promise
    const stopped = mapping.stop()
    release.resolve()
    await stopped

    expect(bodies).toStrictEqual(['first'])
    await send(queueUrl, 'second')
    expect(left(queueName)).toStrictEqual({ ready: 1, delayed: 0, inFlight: 0 })
    const next = await map(queueUrl, success)
    await next.idle()
    expect(left(queueName)).toStrictEqual(nothingLeft)
  })
})

describe('when the queue does not exist', () => {
  it('rejects at the start', async () => {
    const { queueUrl } = createQueue()

    await expect(map(`${queueUrl}-not`, success)).rejects.toThrow('does not exist')
  })
})

describe('when a poll fails', () => {
  it('says so and polls again', async () => {
    const { queueUrl } = createQueue()
    await send(queueUrl, 'hello')
    const refusing = newClient()
    let refusals = 1
    refusing.middlewareStack.add(
      (next, { commandName }) =>
        async (input) => {
          if (commandName === 'ReceiveMessageCommand' && refusals-- > 0) {
            throw Object.assign(new Error('refused'), { name: 'ServiceUnavailable' })
          }
          return next(input)
        },
      { step: 'initialize' },
    )
    const lines: unknown[] = []
    const mapping = await map(queueUrl, success, { sqs: refusing, log: (line) => lines.push(line) })
    await mapping.idle()

    expect(lines).toStrictEqual([
      { tag: 'PollFailed', errorName: 'ServiceUnavailable' },
      { tag: 'Handled', messageId: expect.any(String) },
    ])
  })
})
