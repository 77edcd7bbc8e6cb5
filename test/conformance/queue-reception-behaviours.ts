import { SendMessageBatchCommand } from '@aws-sdk/client-sqs'
import type { Behaviour } from './behaviour.ts'
import { errorName } from './outcome.ts'
import { bodies, entries, queueCalls } from './queue-calls.ts'

/** How SQS hands messages out: visibility, redelivery, dead letters. */
export const queueReceptionBehaviours: readonly Behaviour[] = [
  {
    title: 'a received message is hidden, and comes back with its count when visibility ends',
    observe: async (place, name) => {
      const queue = await queueCalls(place, name, { VisibilityTimeout: '2' })
      await queue.send(entries(1))
      const first = await queue.receiveAll(1)
      const hidden = await queue.receive(1)
      const again = await queue.receiveAll(1)
      return {
        counts: [...first, ...again].map(({ Attributes }) => Attributes?.ApproximateReceiveCount),
        hidden: bodies(hidden),
        isTheSame: first[0]?.MessageId === again[0]?.MessageId,
      }
    },
    aws: { counts: ['1', '2'], hidden: [], isTheSame: true },
  },
  {
    title: 'a deleted message does not come back, and may be deleted twice',
    observe: async (place, name) => {
      const queue = await queueCalls(place, name, { VisibilityTimeout: '1' })
      await queue.send(entries(1))
      const [message = {}] = await queue.receiveAll(1)
      const ends = [await queue.delete(message), await queue.delete(message)]
      return [ends.map(({ $metadata }) => $metadata.httpStatusCode), bodies(await queue.receive(2))]
    },
    aws: [[200, 200], []],
  },
  {
    title: 'after two receptions of two allowed a message goes to the dead letters, as it was',
    observe: async (place, name) => {
      const dead = await queueCalls(place, `${name}-dead`)
      const redrive = { deadLetterTargetArn: await dead.arn(), maxReceiveCount: 2 }
      const queue = await queueCalls(place, name, {
        VisibilityTimeout: '1',
        RedrivePolicy: JSON.stringify(redrive),
      })
      await queue.send(entries(1))
      const received = [await queue.receiveAll(1), await queue.receiveAll(1)]
      const third = await queue.receive(3)
      const letters = await dead.receiveAll(1)
      return {
        received: received.map(bodies),
        third: bodies(third),
        letters: bodies(letters),
        isTheSame: letters[0]?.MessageId === received[0]?.[0]?.MessageId,
      }
    },
    aws: {
      received: [['message 0'], ['message 0']],
      third: [],
      letters: ['message 0'],
      isTheSame: true,
    },
  },
  {
    title: 'ready, received and delayed messages are counted apart',
    observe: async (place, name) => {
      const queue = await queueCalls(place, name, { VisibilityTimeout: '540' })
      await queue.send(entries(1))
      await queue.receiveAll(1)
      await queue.send([
        { Id: 'ready', MessageBody: 'ready' },
        { Id: 'delayed', MessageBody: 'delayed', DelaySeconds: 900 },
      ])
      return place.until(
        queue.depth,
        ({ ready, inFlight, delayed }) => ready === 1 && inFlight === 1 && delayed === 1,
      )
    },
    aws: { ready: 1, inFlight: 1, delayed: 1 },
  },
  {
    title: 'a queue that does not exist is told by name of the error',
    observe: async (place, name) => {
      const queue = await queueCalls(place, name)
      const QueueUrl = queue.url.replace(name, `${name}-nowhere`)
      return place.sqs
        .send(new SendMessageBatchCommand({ QueueUrl, Entries: entries(1) }))
        .then(() => 'ok', errorName)
    },
    aws: 'QueueDoesNotExist',
  },
]
