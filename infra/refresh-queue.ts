import { Duration } from 'aws-cdk-lib'
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { DeadLetterQueue } from './dead-letter-queue.ts'
import type { StackKey } from './stack-key.ts'

export type RefreshQueueProps = {
  readonly key: StackKey
  readonly deadLetterQueue: DeadLetterQueue
}

/** Holds what is due until its second has come. Standard, not FIFO: exclusion is the ledger's lease. */
export class RefreshQueue extends Construct {
  private readonly queue: Queue
  private readonly key: StackKey

  constructor(scope: Construct, id: string, { key, deadLetterQueue }: RefreshQueueProps) {
    super(scope, id)
    this.key = key
    this.queue = new Queue(this, 'Resource', {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: key.key,
      enforceSSL: true,
      // Six times the consumer's time-out, as Lambda's documentation asks for.
      // Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
      visibilityTimeout: Duration.seconds(540),
      deadLetterQueue: { queue: deadLetterQueue.queue, maxReceiveCount: 5 },
    })
  }

  get queueArn(): string {
    return this.queue.queueArn
  }

  get queueUrl(): string {
    return this.queue.queueUrl
  }

  /** Allows sending, and asking how much is waiting. */
  grantSend(grantee: IGrantable): void {
    this.grant(grantee, ['sqs:SendMessage', 'sqs:GetQueueAttributes'])
    this.key.grantThroughSqs(grantee, 'kms:GenerateDataKey', 'kms:Decrypt')
  }

  /** Allows what an event source mapping does in the function's name. */
  grantConsume(grantee: IGrantable): void {
    this.grant(grantee, ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'])
    this.key.grantThroughSqs(grantee, 'kms:Decrypt')
  }

  /** How long the oldest message has waited, in seconds, its delay included. */
  ageOfOldestMessage(period: Duration): Metric {
    return this.queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' })
  }

  /** How many messages wait to be received, without those whose delay is not over. */
  waiting(period: Duration): Metric {
    return this.queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' })
  }

  private grant(grantee: IGrantable, actions: string[]): void {
    Grant.addToPrincipal({ grantee, actions, resourceArns: [this.queueArn] })
  }
}
