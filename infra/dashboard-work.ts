import { Duration } from 'aws-cdk-lib'
import { GraphWidget, type IWidget } from 'aws-cdk-lib/aws-cloudwatch'
import { WRITES_PER_MINUTE } from './add-alarms.ts'
import { costPerDay } from './dashboard-cost.ts'
import { linePer } from './dashboard-search.ts'
import type { DeadLetterQueue } from './dead-letter-queue.ts'
import type { RefreshQueue } from './refresh-queue.ts'
import type { RotateFunction } from './rotate-function.ts'
import { rotationMetric } from './rotation-metric.ts'

export type WorkProps = {
  readonly tagPrefix: string
  readonly queue: RefreshQueue
  readonly deadLetterQueue: DeadLetterQueue
  readonly rotate: RotateFunction
  /** The secrets are under KMS keys of the user's own, whose requests cost. */
  readonly ownKmsKey: boolean
}

/** Rows of the dashboard that show what the functions do, and what it costs. */
export const workWidgets = ({
  tagPrefix,
  queue,
  deadLetterQueue,
  rotate,
  ownKmsKey,
}: WorkProps): readonly IWidget[][] => {
  const metric = rotationMetric(tagPrefix)
  const lines = linePer(tagPrefix)
  return [
    [
      new GraphWidget({
        title: 'Refreshes',
        left: [metric('Refreshes', { statistic: 'Sum', period })],
        width: 8,
      }),
      new GraphWidget({
        title: 'Failures by code',
        left: [lines('ErrorCode', { metricNames: ['Failures'], statistic: 'Sum', period })],
        width: 8,
      }),
      new GraphWidget({
        title: 'Latency of token endpoints (ms, 95 of 100 are faster)',
        left: [
          lines('Provider', {
            metricNames: ['TokenEndpointMilliseconds'],
            statistic: 'p95',
            period,
          }),
        ],
        width: 8,
      }),
    ],
    [
      new GraphWidget({
        title: 'Queue',
        left: [
          queue.waiting(period).with({ label: 'Waiting' }),
          deadLetterQueue.waiting(period).with({ label: 'Dead letters' }),
        ],
        right: [queue.ageOfOldestMessage(period).with({ label: 'Oldest (s)' })],
        width: 8,
      }),
      new GraphWidget({
        title: 'Rotate: errors and throttles',
        left: [rotate.errors(period), rotate.throttles(period)],
        width: 8,
      }),
      new GraphWidget({
        title: 'Write budget: writes to Secrets Manager a minute',
        left: [metric('SecretWrites', { statistic: 'Sum', period: Duration.minutes(1) })],
        leftAnnotations: [
          { value: WRITES_PER_MINUTE, label: 'refused from here on' },
          { value: WRITES_PER_MINUTE * 0.8, label: 'alarm' },
        ],
        width: 8,
      }),
    ],
    [
      new GraphWidget({
        title:
          'Cost, an estimate in US dollars a day: storage of the credentials, refreshes, writes (list prices, no bill)',
        left: [costPerDay(metric, { ownKmsKey })],
        // a value is a day: the dashboard's own interval would show one of them
        start: '-P14D',
        width: 24,
      }),
    ],
  ]
}

const period = Duration.minutes(5)
