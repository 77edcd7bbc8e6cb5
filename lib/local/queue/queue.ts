import { buildApp } from 'fauxqs'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import { decode } from '../../codec/decode.ts'
import type { Documents } from '../kept/documents.ts'
import { keepMessages } from './kept-messages.ts'
import { emptyStores } from './queue-stores.ts'

/** Messages of one queue by what can be done with them now. */
export type QueueDepth = {
  readonly ready: number
  readonly inFlight: number
  readonly delayed: number
}

/**
 * An SQS on loopback with a standard queue and its dead-letter queue; `stop` may be called twice.
 *
 * Shape: `depth` counts the messages of a queue without receiving any.
 */
export type LocalQueue = {
  readonly origin: string
  readonly queueName: string
  readonly deadLetterQueueName: string
  readonly depth: (queueName: string) => Promise<QueueDepth>
  readonly stop: () => Promise<void>
}

/** Stands between SQS's visibility and its dead-letter queue in the deployed stack too. */
const VISIBILITY_SECONDS = 540
const MAX_RECEIVE_COUNT = 5

/** The account id that fauxqs puts into every ARN and queue URL. */
export const QUEUE_ACCOUNT_ID = '000000000000'

/**
 * How to start a queue.
 *
 * Shape: `documents` keep the messages of both queues, which end with the process without them.
 */
export type QueueOptions = {
  readonly region: string
  readonly documents?: Documents | undefined
  readonly queueName?: string
  readonly deadLetterQueueName?: string
}

/**
 * Starts an SQS whose queue hides a received message for 540 s and gives it up after five receptions.
 *
 * Effect: listens on 127.0.0.1 at a port of the system's choice until `stop`. (fauxqs's own start
 * listens on every network interface, so its application is taken and started here.) With documents, a call is
 * answered when its change survives the end of the process; what was received when the process ended is ready at once.
 * Errors: rejects when a queue cannot be made, which is a defect.
 */
export const startQueue = async ({
  region,
  documents,
  queueName = 'token-rotation',
  deadLetterQueueName = 'token-rotation-dead-letters',
}: QueueOptions): Promise<LocalQueue> => {
  const stores = await emptyStores()
  const app = buildApp({ logger: false, defaultRegion: region, stores })
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })
  const deadLetterTargetArn = `arn:aws:sqs:${region}:${QUEUE_ACCOUNT_ID}:${deadLetterQueueName}`
  const RedrivePolicy = { deadLetterTargetArn, maxReceiveCount: MAX_RECEIVE_COUNT }
  await createQueue(origin, deadLetterQueueName, {})
  await createQueue(origin, queueName, {
    VisibilityTimeout: String(VISIBILITY_SECONDS),
    RedrivePolicy: JSON.stringify(RedrivePolicy),
  })
  if (documents !== undefined) keepMessages(stores.sqsStore, documents)
  let stopped: Promise<void> | undefined
  return {
    origin,
    queueName,
    deadLetterQueueName,
    depth: (name) => depthOf(origin, name),
    stop: () => {
      stopped ??= Promise.resolve(app.close()).then(() => undefined)
      return stopped
    },
  }
}

const createQueue = async (
  origin: string,
  QueueName: string,
  Attributes: Readonly<Record<string, string>>,
): Promise<void> => {
  const response = await fetch(origin, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'AmazonSQS.CreateQueue',
    },
    body: JSON.stringify({ QueueName, Attributes }),
  })
  await response.arrayBuffer()
  if (!response.ok) throw new Error(`CreateQueue answered ${response.status}`)
}

const Depths = t.array(
  t.type({
    name: t.string,
    approximateMessageCount: t.number,
    approximateInflightCount: t.number,
    approximateDelayedCount: t.number,
  }),
)

const depthOf = async (origin: string, queueName: string): Promise<QueueDepth> => {
  const response = await fetch(`${origin}/_fauxqs/queues`)
  const all = pipe(
    decode(Depths)(await response.json()),
    E.getOrElse((): t.TypeOf<typeof Depths> => []),
  )
  const found = all.find(({ name }) => name === queueName)
  if (found === undefined) throw new Error(`queue ${queueName} does not exist`)
  return {
    ready: found.approximateMessageCount,
    inFlight: found.approximateInflightCount,
    delayed: found.approximateDelayedCount,
  }
}
