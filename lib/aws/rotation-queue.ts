import {
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { RotationMessage } from '../rotation/rotation-message.ts'
import type { DueCredential, SweepEnv } from '../rotation/sweep-env.ts'
import { call } from './call.ts'

/** The queue between Sweep and Rotate: fan-out, fairness by provider, and a delay to the second. */
export const rotationQueue = (
  client: SQSClient,
  queueUrl: string,
  now: () => Date,
): Pick<SweepEnv, 'queueDepth' | 'send'> => ({
  queueDepth: pipe(
    call('GetQueueAttributes', () =>
      client.send(
        new GetQueueAttributesCommand({
          QueueUrl: queueUrl,
          AttributeNames: [
            'ApproximateNumberOfMessages',
            'ApproximateNumberOfMessagesNotVisible',
            'ApproximateNumberOfMessagesDelayed',
          ],
        }),
      ),
    ),
    TE.map(({ Attributes = {} }) =>
      Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0),
    ),
  ),

  /** What SQS refuses is not sent again here: the ledger still knows that it is due, the next sweep sends it. */
  send: (due) => async () => {
    let taken = 0
    for (let i = 0; i < due.length; i += BATCH) {
      const entries = due.slice(i, i + BATCH).map(entryOf(now()))
      const answer = await call('SendMessageBatch', () =>
        client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries })),
      )()
      if (E.isLeft(answer)) return answer
      taken += answer.right.Successful?.length ?? 0
    }
    return E.right(taken)
  },
})

const BATCH = 10

/** SQS delays a message by at most 15 minutes; a sweep sends nothing that is due later. */
const MAX_DELAY_SECONDS = 900

const entryOf =
  (now: Date) =>
  (
    { secretArn, versionId, provider, dueAt }: DueCredential,
    index: number,
  ): SendMessageBatchRequestEntry => ({
    Id: String(index),
    MessageBody: JSON.stringify(
      RotationMessage.encode({ kind: 'refresh', secretArn, versionId, force: undefined }),
    ),
    DelaySeconds: Math.min(
      MAX_DELAY_SECONDS,
      Math.max(0, Math.ceil((dueAt.getTime() - now.getTime()) / 1000)),
    ),
    MessageGroupId: provider,
  })
