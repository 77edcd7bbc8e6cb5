import { Duration } from 'aws-cdk-lib'
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { StackKey } from './stack-key.ts'

export type DeadLetterQueueProps = {
  readonly key: StackKey
}

/**
 * Keeps the messages that failed for reasons of our own infrastructure, for people to look at.
 *
 * No credential hangs on them: the ledger still knows that it is due.
 */
export class DeadLetterQueue extends Construct {
  /** For the queue that gives its failed messages away. */
  readonly queue: IQueue

  constructor(scope: Construct, id: string, { key }: DeadLetterQueueProps) {
    super(scope, id)
    this.queue = new Queue(this, 'Resource', {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: key.key,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    })
  }

  get queueUrl(): string {
    return this.queue.queueUrl
  }

  /** How many messages were given up and are still there. */
  waiting(period: Duration): Metric {
    return this.queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' })
  }
}
