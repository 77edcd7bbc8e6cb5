import type { AlarmState } from './notice.ts'

/** How an alarm treats a period without data. */
export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching'

/** What decides an alarm's state. Shape: `datapointsToAlarm` is at most `evaluationPeriods`. */
export type AlarmRule = {
  readonly evaluationPeriods: number
  readonly datapointsToAlarm: number
  readonly missingData: MissingData
}

/**
 * How many periods before the evaluated ones are looked at where data is missing. CloudWatch does not tell the number
 * for every alarm; its own example has five for three.
 */
export const EXTRA_PERIODS = 2

/**
 * The state that follows from the last periods, newest last; `undefined` is one without data.
 *
 * The last real values decide, older ones too where newer are missing; only where they are too few, missing ones are
 * filled in. An alarm that fills in nothing goes into ALARM when the oldest breaching value is as old as its datapoints
 * to alarm and nothing good came since.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export const nextAlarmState = (
  { evaluationPeriods, datapointsToAlarm, missingData }: AlarmRule,
  isBreaching: (value: number) => boolean,
  periods: readonly (number | undefined)[],
  state: AlarmState,
): AlarmState => {
  const real = periods
    .filter((value) => value !== undefined)
    .slice(-evaluationPeriods)
    .map(isBreaching)
  const breaching = real.filter(Boolean).length
  const lacking = evaluationPeriods - real.length
  if (lacking === 0) return breaching >= datapointsToAlarm ? 'ALARM' : 'OK'
  switch (missingData) {
    case 'breaching':
      return breaching + lacking >= datapointsToAlarm ? 'ALARM' : 'OK'
    case 'notBreaching':
      return breaching >= datapointsToAlarm ? 'ALARM' : 'OK'
    case 'ignore':
      if (breaching >= datapointsToAlarm) return 'ALARM'
      return real.length === 0 || breaching === real.length ? state : 'OK'
    case 'missing':
      if (real.length === 0) return 'INSUFFICIENT_DATA'
      if (breaching >= datapointsToAlarm) return 'ALARM'
      if (breaching < real.length) return 'OK'
      return isOldEnough(periods, datapointsToAlarm) ? 'ALARM' : state
  }
}

/** Whether the oldest value, all of them breaching, is at least as old as the datapoints to alarm. */
const isOldEnough = (
  periods: readonly (number | undefined)[],
  datapointsToAlarm: number,
): boolean =>
  periods.length - periods.findIndex((value) => value !== undefined) >= datapointsToAlarm
