import { describe, expect, it } from 'vitest'
import { type MissingData, nextAlarmState } from '../../../lib/local/monitoring/alarm-state.ts'
import type { AlarmState } from '../../../lib/local/monitoring/notice.ts'

const TREATMENTS: readonly MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching']
const PERIODS: Readonly<Record<string, number | undefined>> = { '0': 0, X: 1, '-': undefined }

/** Points as CloudWatch's documentation draws them: 0 is good, X breaches, - is missing; newest last. */
const stateAfter = (
  drawn: string,
  datapointsToAlarm: number,
  missingData: MissingData,
  state: AlarmState,
  evaluationPeriods = 3,
): AlarmState =>
  nextAlarmState(
    { evaluationPeriods, datapointsToAlarm, missingData },
    (value) => value > 0,
    drawn.split(' ').map((point) => PERIODS[point]),
    state,
  )

/** The tables of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html */
describe('when an alarm goes off at three of three datapoints', () => {
  it.each([
    ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
    ['0 - - - -', 'OK', 'OK', 'OK', 'OK'],
    ['- - - - -', 'INSUFFICIENT_DATA', 'retained', 'ALARM', 'OK'],
    ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['- - X - -', 'ALARM', 'retained', 'ALARM', 'OK'],
  ])('answers %s by how missing data is treated', (drawn, ...expected) => {
    expectStates(drawn, 3, expected)
  })
})

describe('when an alarm goes off at two of three datapoints', () => {
  it.each([
    ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
    ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
    ['- - - X -', 'ALARM', 'retained', 'ALARM', 'OK'],
  ])('answers %s by how missing data is treated', (drawn, ...expected) => {
    expectStates(drawn, 2, expected)
  })
})

describe('when one datapoint decides and its metric ends', () => {
  it('goes by the last value as long as it is in sight, even if silence is trouble', () => {
    const states = ['X X 0', 'X 0 -', '0 - -', '- - -'].map((drawn) =>
      stateAfter(drawn, 1, 'breaching', 'OK', 1),
    )

    expect(states).toStrictEqual(['OK', 'OK', 'OK', 'ALARM'])
  })
})

const expectStates = (
  drawn: string,
  datapointsToAlarm: number,
  expected: readonly string[],
): void => {
  for (const before of ['OK', 'ALARM'] as const)
    expect(
      TREATMENTS.map((treatment) => stateAfter(drawn, datapointsToAlarm, treatment, before)),
    ).toStrictEqual(expected.map((state) => (state === 'retained' ? before : state)))
}
