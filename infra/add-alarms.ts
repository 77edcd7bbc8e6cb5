import { Duration } from 'aws-cdk-lib'
import {
  Alarm,
  ComparisonOperator,
  type Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'
import * as R from 'fp-ts/ReadonlyRecord'
import { type AlarmName, alarmsRunbook } from './alarms-runbook.ts'
import type { Alerts } from './alerts.ts'
import { RUNBOOK } from './alerts-text.ts'
import type { DeadLetterQueue } from './dead-letter-queue.ts'
import type { RefreshQueue } from './refresh-queue.ts'
import type { RotateFunction } from './rotate-function.ts'
import { rotationMetric } from './rotation-metric.ts'

export type AlarmsProps = {
  readonly alerts: Alerts
  /** First part of the alarms' names, which stand in the subject of every mail. */
  readonly tagPrefix: string
  readonly sweepMinutes: number
  readonly queue: RefreshQueue
  readonly deadLetterQueue: DeadLetterQueue
  readonly rotate: RotateFunction
}

/** Sets the alarms on what a single event cannot say. Each tells when it goes off and when all is well again. */
export const addAlarms = (scope: Construct, props: AlarmsProps): void => {
  for (const [name, condition] of R.toEntries(conditionsOf(props))) {
    const { impact, firstAction } = alarmsRunbook[name]
    const alarm = new Alarm(scope, `${name}Alarm`, {
      alarmName: `${props.tagPrefix}-${name}`,
      alarmDescription: `Impact: ${impact} First action: ${firstAction} Runbook: ${RUNBOOK}`,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      ...condition,
    })
    props.alerts.tellOf(alarm)
  }
}

type Condition = {
  readonly metric: Metric
  readonly threshold: number
  readonly treatMissingData: TreatMissingData
  readonly datapointsToAlarm?: number
  /** Absent: one. */
  readonly evaluationPeriods?: number
  /** Absent: at least the threshold. */
  readonly comparisonOperator?: ComparisonOperator
}

const conditionsOf = ({
  tagPrefix,
  sweepMinutes,
  queue,
  deadLetterQueue,
  rotate,
}: AlarmsProps): Readonly<Record<AlarmName, Condition>> => {
  const metric = rotationMetric(tagPrefix)
  // One value per sweep: a shorter period would often hold none.
  const perSweep = { statistic: 'Maximum', period: Duration.minutes(Math.max(5, sweepMinutes)) }
  const fiveMinutes = Duration.minutes(5)
  return {
    TokensExpired: {
      metric: metric('Expired', perSweep),
      threshold: 1,
      ...outOf(2, 3),
      ...SILENCE_SAYS_NOTHING,
    },
    // one long period would go off no sooner than two more of them have passed without a value
    SweepMissing: {
      metric: metric('SweepsFinished', {
        statistic: 'Sum',
        period: Duration.minutes(sweepMinutes),
      }),
      ...outOf(3, 3),
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 1,
      ...SILENCE_IS_TROUBLE,
    },
    OldestMessage: {
      metric: queue.ageOfOldestMessage(fiveMinutes),
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: 1800,
      ...SILENCE_IS_GOOD,
    },
    // A queue that nobody calls for six hours has no metrics, and its messages are still there.
    DeadLetters: {
      metric: deadLetterQueue.waiting(fiveMinutes),
      threshold: 1,
      ...SILENCE_SAYS_NOTHING,
    },
    RotateErrors: {
      metric: rotate.errors(fiveMinutes),
      threshold: 5,
      ...outOf(2, 3),
      ...SILENCE_IS_GOOD,
    },
    RotateThrottles: {
      metric: rotate.throttles(fiveMinutes),
      threshold: 5,
      ...outOf(2, 3),
      ...SILENCE_IS_GOOD,
    },
    WriteBudget: {
      metric: metric('SecretWrites', { statistic: 'Sum', period: Duration.minutes(1) }),
      threshold: WRITES_PER_MINUTE * 0.8,
      ...outOf(3, 5),
      ...SILENCE_IS_GOOD,
    },
    NearVersionLimit: {
      metric: metric('NearVersionLimit', perSweep),
      threshold: 1,
      ...SILENCE_SAYS_NOTHING,
    },
    EscrowWaiting: {
      metric: metric('EscrowWaiting', perSweep),
      threshold: 1,
      ...outOf(2, 2),
      ...SILENCE_SAYS_NOTHING,
    },
    TokensLost: {
      metric: metric('TokensLost', { statistic: 'Sum', period: fiveMinutes }),
      threshold: 1,
      ...SILENCE_IS_GOOD,
    },
  }
}

/**
 * What Secrets Manager takes in a minute, over the whole account and region: 50 a second.
 *
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
 */
export const WRITES_PER_MINUTE = 50 * 60

const outOf = (datapointsToAlarm: number, evaluationPeriods: number) => ({
  datapointsToAlarm,
  evaluationPeriods,
})

const SILENCE_IS_GOOD = { treatMissingData: TreatMissingData.NOT_BREACHING }
const SILENCE_IS_TROUBLE = { treatMissingData: TreatMissingData.BREACHING }
const SILENCE_SAYS_NOTHING = { treatMissingData: TreatMissingData.IGNORE }
