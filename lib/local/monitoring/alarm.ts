import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import { decode, describeProblem } from '../../codec/decode.ts'
import { noOtherFields } from '../../codec/no-other-fields.ts'
import { oneOf } from '../../codec/one-of.ts'
import { optional } from '../../codec/optional.ts'
import { refine } from '../../codec/refine.ts'
import { withDefault } from '../../codec/with-default.ts'
import { type AlarmRule, EXTRA_PERIODS, nextAlarmState } from './alarm-state.ts'
import type { Metric, MetricStore, Statistic } from './metric-store.ts'
import type { AlarmState } from './notice.ts'

/**
 * An alarm on one metric.
 *
 * Shape: `actions` are the ARNs that hear of each new state; `stateAt` says what state follows at the end of a minute
 * from the one before.
 */
export type Alarm = {
  readonly name: string
  readonly description: string
  readonly actions: Readonly<Record<AlarmState, readonly string[]>>
  readonly stateAt: (metrics: MetricStore, end: Date, state: AlarmState) => AlarmState
}

const Arns = withDefault(t.readonlyArray(t.string), [])
const Count = refine(t.number, 'a whole number above 0', (n) => Number.isInteger(n) && n > 0)

/** What is understood here; any other property, such as `Metrics`, would change what the alarm does. */
const Properties = noOtherFields(
  t.type(
    {
      Namespace: t.string,
      MetricName: t.string,
      Statistic: oneOf<Statistic>(['Sum', 'Maximum', 'Minimum', 'Average', 'SampleCount']),
      Period: refine(t.number, 'whole minutes in seconds', (n) => n > 0 && n % 60 === 0),
      EvaluationPeriods: Count,
      DatapointsToAlarm: optional(Count),
      Threshold: t.number,
      ComparisonOperator: oneOf([
        'GreaterThanOrEqualToThreshold',
        'GreaterThanThreshold',
        'LessThanThreshold',
        'LessThanOrEqualToThreshold',
      ]),
      TreatMissingData: withDefault(
        oneOf(['missing', 'ignore', 'breaching', 'notBreaching']),
        'missing',
      ),
      Dimensions: withDefault(t.readonlyArray(t.type({ Name: t.string, Value: t.string })), []),
      AlarmName: optional(t.string),
      AlarmDescription: withDefault(t.string, ''),
      AlarmActions: Arns,
      OKActions: Arns,
      InsufficientDataActions: Arns,
    },
    'an alarm on one metric',
  ),
)
type Properties = t.TypeOf<typeof Properties>

/**
 * Reads the resolved properties of an `AWS::CloudWatch::Alarm`.
 *
 * Errors: the properties that are not understood here, such as metric math.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html
 */
export const readAlarm = (logicalId: string, properties: unknown): E.Either<string, Alarm> =>
  pipe(
    decode(Properties)(properties),
    E.mapLeft((problems) => problems.map(describeProblem).join('; ')),
    E.map((known) => alarmOf(logicalId, known)),
  )

const alarmOf = (logicalId: string, known: Properties): Alarm => ({
  name: known.AlarmName ?? logicalId,
  description: known.AlarmDescription,
  actions: {
    ALARM: known.AlarmActions,
    OK: known.OKActions,
    INSUFFICIENT_DATA: known.InsufficientDataActions,
  },
  stateAt: (metrics, end, state) =>
    nextAlarmState(ruleOf(known), breaching(known), periodsBefore(known, metrics, end), state),
})

const ruleOf = (known: Properties): AlarmRule => ({
  evaluationPeriods: known.EvaluationPeriods,
  datapointsToAlarm: known.DatapointsToAlarm ?? known.EvaluationPeriods,
  missingData: known.TreatMissingData,
})

const metricOf = ({ Namespace, MetricName, Dimensions }: Properties): Metric => ({
  namespace: Namespace,
  name: MetricName,
  dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])),
})

/** The periods end with the minute that has just ended, not at multiples of their length. */
const periodsBefore = (
  known: Properties,
  metrics: MetricStore,
  end: Date,
): readonly (number | undefined)[] => {
  const metric = metricOf(known)
  const ago = (periods: number) => new Date(end.getTime() - periods * known.Period * 1000)
  return Array.from({ length: known.EvaluationPeriods + EXTRA_PERIODS }, (_, i) =>
    metrics.valueOf(metric, known.Statistic, ago(i + 1), ago(i)),
  ).toReversed()
}

const breaching = ({ ComparisonOperator, Threshold }: Properties): ((value: number) => boolean) => {
  switch (ComparisonOperator) {
    case 'GreaterThanOrEqualToThreshold':
      return (value) => value >= Threshold
    case 'GreaterThanThreshold':
      return (value) => value > Threshold
    case 'LessThanThreshold':
      return (value) => value < Threshold
    case 'LessThanOrEqualToThreshold':
      return (value) => value <= Threshold
  }
}
