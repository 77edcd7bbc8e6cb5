import { beforeEach, describe, expect, it } from 'vitest'
import type { Documents } from '../../../lib/local/kept/documents.ts'
import { keepMessages } from '../../../lib/local/queue/kept-messages.ts'
import { emptyStores, type Stores } from '../../../lib/local/queue/queue-stores.ts'

type SqsStore = Stores['sqsStore']
type Queue = ReturnType<SqsStore['createQueue']>

const deadLetterTargetArn = 'arn:dead'
const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 })

let store: SqsStore
let queue: Queue
let deadLetters: Queue
let changes: string[]
let isFull: boolean
beforeEach(async () => {
  const { sqsStore } = await emptyStores()
  store = sqsStore
  queue = store.createQueue('queue', 'http://127.0.0.1/0/queue', 'arn:queue', { RedrivePolicy })
  deadLetters = store.createQueue('dead', 'http://127.0.0.1/0/dead', deadLetterTargetArn)
  changes = []
  isFull = false
  const change = (text: string): void => {
    if (isFull) throw new Error('the disk is full')
    changes.push(text)
  }
  const documents: Documents = {
    all: () => [],
    put: (id, text) => change(`put ${id} in ${JSON.parse(text).queue}`),
    remove: (id) => change(`remove ${id}`),
  }
  keepMessages(store, documents)
  queue.enqueue({
    messageId: 'id',
    body: 'body',
    md5OfBody: '',
    messageAttributes: {},
    md5OfMessageAttributes: '',
    sentTimestamp: 0,
    approximateReceiveCount: 0,
  })
})

const receive = (visibilitySeconds: number) =>
  queue.dequeue(10, visibilitySeconds, (arn) => store.getQueueByArn(arn))

describe('when a message moves to the dead-letter queue', () => {
  it('is in one of both at every moment', () => {
    receive(0)
    receive(0)

    expect(changes).toStrictEqual(['put id in queue', 'put id in queue', 'put id in dead'])
    expect(deadLetters.messages.map(({ messageId }) => messageId)).toStrictEqual(['id'])
  })
})

describe('when no change can be kept', () => {
  it('still delivers a message, and does not delete it', () => {
    isFull = true
    const [received] = receive(540)
    const handle = received?.ReceiptHandle ?? ''

    expect(received?.Body).toBe('body')
    expect(() => queue.deleteMessage(handle)).toThrow('the change could not be kept')
    expect(queue.inflightMessages.has(handle)).toBe(true)
    isFull = false
    expect(queue.deleteMessage(handle)).toBe(true)
    expect(changes).toStrictEqual(['put id in queue', 'remove id'])
  })

  it('still moves a message to the dead-letter queue', () => {
    isFull = true
    receive(0)
    receive(0)

    expect(queue.messages).toStrictEqual([])
    expect(deadLetters.messages.map(({ messageId }) => messageId)).toStrictEqual(['id'])
  })
})
