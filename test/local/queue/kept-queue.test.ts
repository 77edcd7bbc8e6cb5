import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type KeptServices, startKeptServices } from '../kept/kept-services.ts'

const QUEUE = 'token-rotation'
const DEAD_LETTERS = 'token-rotation-dead-letters'

let folder: string
let services: KeptServices
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'token-rotation-'))
  services = await startKeptServices(folder)
})
afterEach(async () => {
  await services.kill()
  rmSync(folder, { recursive: true })
})

const killAndStartAgain = async (): Promise<void> => {
  await services.kill()
  services = await startKeptServices(folder)
}

const send = (MessageBody: string) =>
  services.sqs.send(new SendMessageCommand({ QueueUrl: services.queueUrl(QUEUE), MessageBody }))

const receive = async (queueName = QUEUE): Promise<readonly Message[]> => {
  const { Messages } = await services.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: services.queueUrl(queueName),
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    }),
  )
  return Messages ?? []
}

const receiveAll = async (queueName = QUEUE): Promise<readonly Message[]> => {
  const messages = await receive(queueName)
  return messages.length === 0 ? [] : [...messages, ...(await receiveAll(queueName))]
}

const bodies = (messages: readonly Message[]) => messages.map(({ Body }) => Body)
const counts = (messages: readonly Message[]) =>
  messages.map(({ Attributes }) => Attributes?.ApproximateReceiveCount)

const giveBack = ({ ReceiptHandle }: Message) =>
  services.sqs.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: services.queueUrl(QUEUE),
      ReceiptHandle,
      VisibilityTimeout: 0,
    }),
  )

describe('when the process is killed again and again while messages are sent', () => {
  it('has every message that it acknowledged, once and in order', async () => {
    const acknowledged: string[] = []
    const cutOff: string[] = []
    for (const [round, messages] of [5, 1, 8, 3].entries()) {
      for (let n = 1; n <= messages; n++) {
        await send(`${round}.${n}`)
        acknowledged.push(`${round}.${n}`)
      }
      const last = send(`${round}.last`).then(
        () => acknowledged.push(`${round}.last`),
        () => cutOff.push(`${round}.last`),
      )
      await killAndStartAgain()
      await last
    }
    const found = bodies(await receiveAll())

    expect(acknowledged.length).toBeGreaterThanOrEqual(5 + 1 + 8 + 3)
    // one that was cut off may have been applied without an answer
    expect(found.filter((body) => !cutOff.includes(body ?? ''))).toStrictEqual(acknowledged)
    expect(new Set(found).size).toBe(found.length)
  })
})

describe('when the process is killed while messages are with receivers', () => {
  it('makes them ready at once, and counts how often they were received', async () => {
    await send('first')
    await send('second')
    await receive()
    await killAndStartAgain()
    const again = await receive()

    expect(bodies(again)).toStrictEqual(['first', 'second'])
    expect(counts(again)).toStrictEqual(['2', '2'])
  })

  it('does not bring back what a receiver deleted', async () => {
    await send('done')
    await send('not done')
    for (const { Body, ReceiptHandle } of await receive())
      if (Body === 'done')
        await services.sqs.send(
          new DeleteMessageCommand({ QueueUrl: services.queueUrl(QUEUE), ReceiptHandle }),
        )
    await killAndStartAgain()

    expect(bodies(await receive())).toStrictEqual(['not done'])
  })
})

describe('when a receiver gives a message back', () => {
  it('is ready at once, before and after a kill', async () => {
    await send('again')
    for (const message of await receive()) await giveBack(message)
    const [second] = await receive()
    if (second !== undefined) await giveBack(second)
    await killAndStartAgain()

    expect(second?.Body).toBe('again')
    expect(counts(await receive())).toStrictEqual(['3'])
  })
})

describe('when a message was received too often', () => {
  it('is in the dead-letter queue and nowhere else after a kill, ready at each start', async () => {
    await send('poison')
    for (let n = 0; n < 6; n++) for (const message of await receive()) await giveBack(message)
    await killAndStartAgain()
    const inQueue = await receive()
    const dead = await receive(DEAD_LETTERS)
    await killAndStartAgain()

    expect(inQueue).toStrictEqual([])
    expect(bodies(dead)).toStrictEqual(['poison'])
    expect(bodies(await receive(DEAD_LETTERS))).toStrictEqual(['poison'])
  })

  it('goes there by receptions that a kill ended, too', async () => {
    await send('poison')
    for (let n = 0; n < 5; n++) {
      await receive()
      await killAndStartAgain()
    }

    expect(await receive()).toStrictEqual([])
    expect(bodies(await receive(DEAD_LETTERS))).toStrictEqual(['poison'])
  })
})

describe('when messages have a delay or attributes', () => {
  it('keeps both', async () => {
    const StringValue = 'planted-attribute'
    await services.sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: services.queueUrl(QUEUE),
        Entries: [
          { Id: 'later', MessageBody: 'later', DelaySeconds: 900 },
          {
            Id: 'now',
            MessageBody: 'now',
            MessageAttributes: { kind: { DataType: 'String', StringValue } },
          },
        ],
      }),
    )
    await killAndStartAgain()
    const found = await receiveAll()
    const { Attributes } = await services.sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: services.queueUrl(QUEUE),
        AttributeNames: ['ApproximateNumberOfMessagesDelayed'],
      }),
    )

    expect(Attributes).toStrictEqual({ ApproximateNumberOfMessagesDelayed: '1' })
    expect(found.map(({ Body, MessageAttributes }) => [Body, MessageAttributes])).toStrictEqual([
      ['now', { kind: { DataType: 'String', StringValue } }],
    ])
  })
})

describe('when a queue is purged', () => {
  it('is empty after a kill too', async () => {
    await send('gone')
    await services.sqs.send(new PurgeQueueCommand({ QueueUrl: services.queueUrl(QUEUE) }))
    await killAndStartAgain()

    expect(await receiveAll()).toStrictEqual([])
  })
})
