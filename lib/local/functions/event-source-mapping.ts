import { setTimeout as wait } from 'node:timers/promises'
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import type { SQSEvent } from 'aws-lambda'
import { type BatchFailure, batchFailure } from './batch-answer.ts'
import type { Invocation } from './function-host.ts'
import { sqsRecord } from './sqs-record.ts'

/** What the mapping did with a message, or that it could not. */
export type MappingLogLine =
  | { readonly tag: 'Handled'; readonly messageId: string }
  | { readonly tag: 'Failed'; readonly messageId: string; readonly reason: BatchFailure }
  | { readonly tag: 'NotDeleted'; readonly messageId: string; readonly errorName: string }
  | { readonly tag: 'PollFailed'; readonly errorName: string }

/** Where the messages come from and what they go to; `maximumConcurrency` counts invocations. */
export type EventSourceMappingSettings = {
  readonly sqs: SQSClient
  readonly queueUrl: string
  readonly invoke: (event: SQSEvent) => Promise<Invocation>
  readonly maximumConcurrency: number
  readonly log: (line: MappingLogLine) => void
}

/**
 * A mapping at work.
 *
 * Shape: `idle` resolves when no message is visible, delayed or in flight; `settled` does the same but
 * does not wait for messages that failed and are hidden until their visibility time-out; `stop` takes
 * no further message and resolves when the running invocations have ended.
 */
export type EventSourceMapping = {
  readonly idle: () => Promise<void>
  readonly settled: () => Promise<void>
  readonly stop: () => Promise<void>
}

/**
 * Feeds a function from a queue as Lambda's event source mapping does, one message per invocation.
 *
 * Effect: deletes a message when the answer says success and leaves it otherwise.
 * Errors: rejects when the queue cannot be described; later trouble is logged, and tried again.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export const startEventSourceMapping = async (
  settings: EventSourceMappingSettings,
): Promise<EventSourceMapping> => {
  const { sqs, queueUrl, invoke, maximumConcurrency, log } = settings
  const { QueueArn: queueArn = '', VisibilityTimeout: visibilitySeconds } = await attributesOf(
    settings,
    ['QueueArn', 'VisibilityTimeout'],
  )
  const running = new Set<Promise<void>>()
  /** Failed messages, and until when the queue hides them at least (milliseconds since the epoch). */
  const failed = new Map<string, number>()
  let stopping = false

  const remove = async (messageId: string, receiptHandle: string | undefined): Promise<void> => {
    try {
      await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receiptHandle }))
      log({ tag: 'Handled', messageId })
    } catch (error) {
      log({ tag: 'NotDeleted', messageId, errorName: nameOf(error) })
    }
  }

  const handle = async (message: Message, hiddenUntil: number): Promise<void> => {
    const record = sqsRecord(message, queueArn)
    const invocation = await invoke({ Records: [record] }).catch(
      (error: unknown): Invocation => ({ tag: 'Threw', errorType: nameOf(error) }),
    )
    const reason = batchFailure(invocation, record.messageId)
    if (reason === undefined) {
      await remove(record.messageId, message.ReceiptHandle)
    } else {
      failed.set(record.messageId, hiddenUntil)
      log({ tag: 'Failed', messageId: record.messageId, reason })
    }
  }

  const pollOnce = async (): Promise<void> => {
    const hiddenUntil = Date.now() + Number(visibilitySeconds) * 1000
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: Math.min(10, maximumConcurrency - running.size),
        WaitTimeSeconds: pollSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    )
    for (const message of messages) {
      failed.delete(message.MessageId ?? '')
      const job = handle(message, hiddenUntil).finally(() => running.delete(job))
      running.add(job)
    }
  }

  const poll = async (): Promise<void> => {
    while (!stopping) {
      try {
        await (running.size < maximumConcurrency ? pollOnce() : Promise.race(running))
      } catch (error) {
        log({ tag: 'PollFailed', errorName: nameOf(error) })
        await wait(pauseMilliseconds)
      }
    }
  }

  const isQuiet = async (hiddenFailures: () => number): Promise<boolean> => {
    const queue = await attributesOf(settings, [
      'ApproximateNumberOfMessages',
      'ApproximateNumberOfMessagesDelayed',
      'ApproximateNumberOfMessagesNotVisible',
    ])
    return (
      running.size === 0 &&
      queue.ApproximateNumberOfMessages === '0' &&
      queue.ApproximateNumberOfMessagesDelayed === '0' &&
      Number(queue.ApproximateNumberOfMessagesNotVisible) <= hiddenFailures()
    )
  }

  const quiet = async (hiddenFailures: () => number): Promise<void> => {
    while (!(await isQuiet(hiddenFailures))) {
      await wait(askAgainMilliseconds)
    }
  }

  const polling = poll()
  return {
    idle: () => quiet(() => 0),
    settled: () => quiet(() => [...failed.values()].filter((until) => until > Date.now()).length),
    stop: async () => {
      stopping = true
      await polling
      await Promise.all(running)
    },
  }
}

/**
 * Short for a long poll, because `stop` waits for it: a poll that is cut off may have taken a message
 * already, and would hide it from the next mapping for a whole visibility time-out.
 */
const pollSeconds = 1
const pauseMilliseconds = 500
const askAgainMilliseconds = 20

type QueueAttribute =
  | 'ApproximateNumberOfMessages'
  | 'ApproximateNumberOfMessagesDelayed'
  | 'ApproximateNumberOfMessagesNotVisible'
  | 'QueueArn'
  | 'VisibilityTimeout'

const attributesOf = async (
  { sqs, queueUrl }: EventSourceMappingSettings,
  names: QueueAttribute[],
): Promise<Partial<Record<QueueAttribute, string>>> => {
  const { Attributes: attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: names }),
  )
  return attributes
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error)
