import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import { call } from '../../../aws/call.ts'
import type { Deployment } from '../deployment.ts'
import { awsRefused, type Failure } from '../fail.ts'
import { findQueue, type QueueOptions } from '../find-queue.ts'
import { type Check, type Finding, unanswered } from './finding.ts'

/** Whether the queue that leads to Rotate is there and drained, and whether messages were given up. */
export const queueCheck = (deployment: Deployment, options: QueueOptions): Check => ({
  name: 'queue',
  look: async () => {
    const url = await findQueue(deployment, options)
    if (E.isLeft(url)) return [unanswered('queue', url.left, REMEDY)]
    const queue = await depthOf(deployment, url.right)
    if (E.isLeft(queue)) return [unanswered('queue', queue.left, REMEDY)]
    const { deadLetters } = queue.right
    return [
      queueFinding(queue.right),
      deadLetters === undefined
        ? {
            level: 'warning',
            about: 'dead letters',
            text: 'the queue has no dead-letter queue',
            remedy: 'deploy the stack again',
          }
        : await deadLetterFinding(deployment, siblingOf(url.right, deadLetters)),
    ]
  },
})

const REMEDY = 'deploy the stack here, or say where it is: --region, --stack, --queue-url'

const queueFinding = ({ ready, inWork, delayed }: Depth): Finding => {
  const text = `${ready} to be taken, ${inWork} in work, ${delayed} not due yet`
  return ready <= ONE_SWEEP
    ? { level: 'ok', about: 'queue', text }
    : {
        level: 'warning',
        about: 'queue',
        text: `${text}: more than can be worked off until the next sweep`,
        remedy: 'look whether Rotate runs: aws logs tail, and the alarms of the deployment',
      }
}

/** What a sweep tops the queue up to. */
const ONE_SWEEP = 7500

const deadLetterFinding = async (deployment: Deployment, url: string): Promise<Finding> => {
  const about = 'dead letters'
  const depth = await depthOf(deployment, url)
  if (E.isLeft(depth)) return unanswered(about, depth.left, 'deploy the stack again')
  const { ready, inWork } = depth.right
  return ready + inWork === 0
    ? { level: 'ok', about, text: 'none' }
    : {
        level: 'warning',
        about,
        text: `${ready + inWork} given up after five tries; the ledger still knows what is due, so no credential hangs on them`,
        remedy: `look into the log of Rotate, then empty it: aws sqs purge-queue --queue-url ${url}`,
      }
}

type Depth = {
  readonly ready: number
  readonly inWork: number
  readonly delayed: number
  /** The name of the queue that takes what is given up. */
  readonly deadLetters: string | undefined
}

const depthOf = async ({ sqs }: Deployment, url: string): Promise<E.Either<Failure, Depth>> => {
  const answer = await call('GetQueueAttributes', () =>
    sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: url,
        AttributeNames: [
          'ApproximateNumberOfMessages',
          'ApproximateNumberOfMessagesNotVisible',
          'ApproximateNumberOfMessagesDelayed',
          'RedrivePolicy',
        ],
      }),
    ),
  )()
  return pipe(
    answer,
    E.bimap(awsRefused(`queue ${url.slice(url.lastIndexOf('/') + 1)}`), ({ Attributes = {} }) => ({
      ready: Number(Attributes.ApproximateNumberOfMessages ?? 0),
      inWork: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
      delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
      deadLetters: deadLetterName(Attributes.RedrivePolicy),
    })),
  )
}

const deadLetterName = (policy = ''): string | undefined =>
  pipe(
    E.tryCatch(
      (): unknown => JSON.parse(policy),
      () => undefined,
    ),
    E.map((parsed) =>
      RedrivePolicy.is(parsed) ? parsed.deadLetterTargetArn.split(':').at(-1) : undefined,
    ),
    E.getOrElseW(() => undefined),
  )

const RedrivePolicy = t.type({ deadLetterTargetArn: t.string })

/** A dead-letter queue is in the account and the region of its queue. */
const siblingOf = (url: string, name: string): string =>
  `${url.slice(0, url.lastIndexOf('/') + 1)}${name}`
