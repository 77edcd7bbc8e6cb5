import * as t from 'io-ts'
import type { Documents } from '../kept/documents.ts'
import type { Stores } from './queue-stores.ts'

type Queue = ReturnType<Stores['sqsStore']['createQueue']>

/** What a queue of fauxqs tells of its changes, before it makes them. */
type Persistence = Pick<
  NonNullable<Queue['persistence']>,
  | 'insertQueue'
  | 'deleteQueue'
  | 'updateQueueAttributes'
  | 'updateQueueSequenceCounter'
  | 'insertMessage'
  | 'deleteMessage'
  | 'updateMessageInflight'
  | 'updateMessageReady'
  | 'deleteQueueMessages'
>

const Message = t.intersection([
  t.type({
    messageId: t.string,
    body: t.string,
    md5OfBody: t.string,
    messageAttributes: t.record(
      t.string,
      t.intersection([
        t.type({ DataType: t.string }),
        t.partial({ StringValue: t.string, BinaryValue: t.string }),
      ]),
    ),
    md5OfMessageAttributes: t.string,
    sentTimestamp: t.number,
    approximateReceiveCount: t.number,
  }),
  t.partial({ approximateFirstReceiveTimestamp: t.number, delayUntil: t.number }),
])

const KeptMessage = t.type({ queue: t.string, message: Message })
type KeptMessage = t.TypeOf<typeof KeptMessage>

/**
 * Fills the queues with the messages that were kept, and keeps every change from now on.
 *
 * A message that was received has lost its receiver with the process: it is ready again, and was received once more.
 * Of the queues only the messages are kept. (fauxqs has a persistence of its own, which cannot give a message back:
 * there ChangeMessageVisibility to 0 breaks a constraint and loses the message; and it takes a message out of its
 * queue before it writes it to the dead-letter queue.)
 *
 * Effect: `documents` holds each message under its id. A message that cannot be kept is not sent, one that cannot be
 * removed is not deleted; both calls answer 500. A changed one is the same message with another receive count: that
 * is lost, and the call goes on.
 */
export const keepMessages = (store: Stores['sqsStore'], documents: Documents): void => {
  const kept = new Map<string, KeptMessage>()
  for (const [id, text] of documents.all()) {
    const read: unknown = JSON.parse(text)
    // an older layout's; the ledger knows what is due
    if (!KeptMessage.is(read)) continue
    kept.set(id, read)
    store.getQueueByName(read.queue)?.enqueue(read.message)
  }

  const remove = (id: string): void => {
    required(() => documents.remove(id))
    kept.delete(id)
  }
  const removeAll = (queue: string): void => {
    for (const [id, message] of kept) if (message.queue === queue) remove(id)
  }
  const rewrite = (id: string, message: KeptMessage): void => {
    kept.set(id, message)
    try {
      documents.put(id, JSON.stringify(message))
    } catch {
      // told by whoever keeps the documents; the message as it was before is kept
    }
  }
  /** Out of its queue, and not with a receiver: on its way to the dead-letter queue, whose insertion replaces it. */
  const isMoving = (id: string): boolean => {
    const queue = store.getQueueByName(kept.get(id)?.queue ?? '')
    const received = [...(queue?.inflightMessages.values() ?? [])]
    return !received.some(({ message }) => message.messageId === id)
  }
  const persistence: Persistence = {
    insertMessage: (queue, message) => {
      const id = message.messageId
      if (kept.has(id)) return rewrite(id, { queue, message })
      required(() => documents.put(id, JSON.stringify({ queue, message })))
      kept.set(id, { queue, message })
    },
    updateMessageInflight: (id) => {
      const changed = kept.get(id)
      if (changed !== undefined) rewrite(id, changed)
    },
    updateMessageReady: () => {},
    deleteMessage: (id) => {
      if (!isMoving(id)) remove(id)
    },
    deleteQueueMessages: removeAll,
    deleteQueue: removeAll,
    insertQueue: () => {},
    updateQueueAttributes: () => {},
    updateQueueSequenceCounter: () => {},
  }
  for (const keeper of [store, ...store.allQueues()]) Object.assign(keeper, { persistence })
}

const required = (change: () => void): void => {
  try {
    change()
  } catch {
    // what fauxqs's server makes an answer of
    const answer = { statusCode: 500, code: 'InternalFailure' }
    throw Object.assign(new Error('the change could not be kept'), answer)
  }
}
