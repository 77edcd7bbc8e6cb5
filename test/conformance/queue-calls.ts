import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  type QueueAttributeName,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
} from '@aws-sdk/client-sqs'
import type { Place } from './place.ts'

/** The calls on one standard queue that behaviours are told in. */
export type QueueCalls = Awaited<ReturnType<typeof queueCalls>>

/** Makes a standard queue and offers the calls on it. */
export const queueCalls = async (
  place: Place,
  name: string,
  attributes: Readonly<Record<string, string>> = {},
) => {
  const { sqs } = place
  place.throwAway.willCreate({ kind: 'queue', name })
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({ QueueName: name, Attributes: attributes }),
  )
  await place.settle()
  const attribute = async (...AttributeNames: QueueAttributeName[]) => {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames }),
    )
    return Attributes ?? {}
  }
  /** Waits up to so many seconds for messages and tells them as they came. */
  const receive = async (WaitTimeSeconds: number): Promise<readonly Message[]> => {
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        WaitTimeSeconds,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['ApproximateReceiveCount', 'MessageGroupId'],
      }),
    )
    return Messages ?? []
  }
  return {
    url: QueueUrl ?? '',
    receive,
    /** Receives until so many messages came, or five waits of a second brought none. */
    receiveAll: async (count: number): Promise<readonly Message[]> => {
      const messages: Message[] = []
      for (let empty = 0; empty < 5 && messages.length < count; ) {
        const more = await receive(1)
        if (more.length === 0) empty++
        messages.push(...more)
      }
      return messages
    },
    send: async (Entries: SendMessageBatchRequestEntry[]) => {
      const answer = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
      return {
        status: answer.$metadata.httpStatusCode,
        taken: answer.Successful?.map(({ Id }) => Id) ?? [],
        refused:
          answer.Failed?.map(({ Id, Code, SenderFault }) => ({ Id, Code, SenderFault })) ?? [],
      }
    },
    delete: ({ ReceiptHandle }: Message) =>
      sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })),
    arn: async () => (await attribute('QueueArn')).QueueArn ?? '',
    depth: async () => {
      const counts = await attribute(
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      )
      return {
        ready: Number(counts.ApproximateNumberOfMessages),
        inFlight: Number(counts.ApproximateNumberOfMessagesNotVisible),
        delayed: Number(counts.ApproximateNumberOfMessagesDelayed),
      }
    },
  }
}

/** A batch of messages `0`, `1`, `2` … */
export const entries = (count: number): SendMessageBatchRequestEntry[] =>
  Array.from({ length: count }, (_, i) => ({ Id: String(i), MessageBody: `message ${i}` }))

/** The texts of messages, in an order that does not depend on the queue's. */
export const bodies = (messages: readonly Message[]): readonly string[] =>
  messages.map(({ Body }) => Body ?? '').sort()
