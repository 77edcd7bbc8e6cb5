import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import { decode } from '../../codec/decode.ts'
import type { LocalQueue } from '../queue/queue.ts'
import type { MetricStore } from './metric-store.ts'

/**
 * What Amazon SQS tells CloudWatch of the queues.
 *
 * Effect: `look` remembers which messages there are; `tell` adds the metrics of a minute that has ended since, in which
 * nothing else was to be seen.
 */
export type QueueMetrics = {
  readonly look: () => Promise<void>
  readonly tell: (metrics: MetricStore, end: Date) => void
}

const Message = t.type({ messageId: t.string, approximateReceiveCount: t.number })
const Messages = t.type({
  messages: t.type({
    ready: t.readonlyArray(Message),
    delayed: t.readonlyArray(Message),
    inflight: t.readonlyArray(t.type({ message: Message })),
  }),
})

type Seen = { readonly visible: number; readonly since: ReadonlyMap<string, Date> }

/** A message that was received more often does not count for the age of the oldest. */
const MAX_RECEPTIONS = 3

/**
 * Measures a queue and its dead letters in the account's time: a message is as old as the first look at it.
 *
 * Errors: `look` rejects when the queue is not there.
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export const queueMetrics = (
  { origin, queueName, deadLetterQueueName }: LocalQueue,
  now: () => Date,
): QueueMetrics => {
  const seen = new Map<string, Seen>()
  return {
    look: async () => {
      for (const name of [queueName, deadLetterQueueName]) {
        const { ready, delayed, inflight } = await messagesOf(origin, name)
        const before = seen.get(name)?.since
        const all = [...ready, ...delayed, ...inflight.map(({ message }) => message)]
          .filter((message) => message.approximateReceiveCount <= MAX_RECEPTIONS)
          .map(({ messageId }) => [messageId, before?.get(messageId) ?? now()] as const)
        seen.set(name, { visible: ready.length, since: new Map(all) })
      }
    },
    tell: (metrics, end) => {
      // in the minute, not after it
      const at = new Date(end.getTime() - 1)
      for (const [QueueName, { visible, since }] of seen) {
        const metric = (name: string) => ({
          namespace: 'AWS/SQS',
          name,
          dimensions: { QueueName },
        })
        const ages = [...since.values()].map((date) => (at.getTime() - date.getTime()) / 1000)
        metrics.add(metric('ApproximateNumberOfMessagesVisible'), visible, at)
        metrics.add(metric('ApproximateAgeOfOldestMessage'), Math.max(0, ...ages), at)
      }
    },
  }
}

const messagesOf = async (
  origin: string,
  queueName: string,
): Promise<t.TypeOf<typeof Messages>['messages']> => {
  const response = await fetch(`${origin}/_fauxqs/queues/${queueName}`)
  return pipe(
    decode(Messages)(await response.json()),
    E.match(
      () => {
        throw new Error(`expected the messages of queue ${queueName}`)
      },
      ({ messages }) => messages,
    ),
  )
}
