import type { Behaviour } from './behaviour.ts'
import { outcome } from './outcome.ts'
import { bodies, entries, queueCalls } from './queue-calls.ts'

/** How SQS takes messages: batches, delays, groups. */
export const queueSendingBehaviours: readonly Behaviour[] = [
  {
    title: 'a batch of ten is taken',
    observe: async (place, name) => {
      const queue = await queueCalls(place, name)
      const { taken, refused } = await queue.send(entries(10))
      return [taken.length, refused, bodies(await queue.receiveAll(10)).length]
    },
    aws: [10, [], 10],
  },
  {
    title: 'a batch of eleven is refused as a whole',
    observe: async (place, name) => {
      const queue = await queueCalls(place, name)
      return [
        (await outcome(queue.send(entries(11)))).replace('AWS.SimpleQueueService.', ''),
        await queue.receive(1),
      ]
    },
    aws: ['TooManyEntriesInBatchRequest', []],
  },
  {
    // Source: https://github.com/getmoto/moto/issues/5372 (an answer of AWS)
    title: 'a refused entry of a batch hides in an answer of 200, and the others are taken',
    observe: async (place, name) => {
      const queue = await queueCalls(place, name)
      const batch = entries(10).map((entry) => ({
        ...entry,
        DelaySeconds: entry.Id === '4' ? 901 : 0,
      }))
      const { status, taken, refused } = await queue.send(batch)
      return { status, taken: taken.length, refused, received: (await queue.receiveAll(9)).length }
    },
    aws: {
      status: 200,
      taken: 9,
      refused: [{ Id: '4', Code: 'InvalidParameterValue', SenderFault: true }],
      received: 9,
    },
    // fauxqs takes the tenth for its 901 seconds
    local: { status: 200, taken: 10, refused: [], received: 9 },
    moto: {
      status: 200,
      taken: 9,
      refused: [{ Id: '4', Code: 'InvalidParameterValue', SenderFault: 'true' }],
      received: 9,
    },
  },
  {
    title: 'a group id of 129 characters is refused under 200 too',
    observe: async (place, name) => {
      const queue = await queueCalls(place, name)
      const [first, second] = entries(2)
      const { status, taken, refused } = await queue.send([
        { ...first, Id: 'long', MessageBody: 'long', MessageGroupId: 'g'.repeat(129) },
        { ...second, Id: 'fits', MessageBody: 'fits', MessageGroupId: 'g'.repeat(128) },
      ])
      return { status, taken, refused: refused.map(({ Id }) => Id) }
    },
    isOpen: true,
    aws: { status: 200, taken: ['fits'], refused: ['long'] },
    local: { status: 200, taken: ['long', 'fits'], refused: [] },
    moto: { status: 200, taken: ['long', 'fits'], refused: [] },
  },
  {
    title: 'a delay of 900 seconds is taken',
    observe: async (place, name) => {
      const queue = await queueCalls(place, name)
      const [entry] = entries(1)
      return (await queue.send([{ Id: '0', MessageBody: '', ...entry, DelaySeconds: 900 }])).taken
    },
    aws: ['0'],
  },
  {
    title: 'a message is delayed by its own seconds, others of the queue are not',
    observe: async (place, name) => {
      const queue = await queueCalls(place, name)
      const sentAt = performance.now()
      await queue.send([
        { Id: 'later', MessageBody: 'later', DelaySeconds: 2 },
        { Id: 'now', MessageBody: 'now', DelaySeconds: 0 },
      ])
      const first = bodies(await queue.receive(1))
      const second = bodies(await queue.receiveAll(1))
      const seconds = (performance.now() - sentAt) / 1000
      return { first, second, isOnTime: seconds >= 1.5 && seconds < 4 }
    },
    aws: { first: ['now'], second: ['later'], isOnTime: true },
  },
  {
    title: 'a standard queue takes group ids and hands out the messages of a group side by side',
    observe: async (place, name) => {
      const queue = await queueCalls(place, name)
      const batch = entries(3).map((entry) => ({ ...entry, MessageGroupId: 'acme' }))
      const { taken } = await queue.send(batch)
      return [taken, bodies(await queue.receiveAll(3))]
    },
    aws: [
      ['0', '1', '2'],
      ['message 0', 'message 1', 'message 2'],
    ],
  },
  {
    title: 'a standard queue tells the group id of a message',
    isOpen: true,
    observe: async (place, name) => {
      const queue = await queueCalls(place, name)
      await queue.send(entries(1).map((entry) => ({ ...entry, MessageGroupId: 'acme' })))
      const messages = await queue.receiveAll(1)
      return messages.map(({ Attributes }) => Attributes?.MessageGroupId ?? 'none')
    },
    aws: ['acme'],
    local: ['none'],
  },
]
