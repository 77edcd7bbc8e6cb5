import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import type { LocalEvent } from '../../../lib/local/event-bridge.ts'
import { embeddedMetrics } from '../../../lib/local/monitoring/embedded-metrics.ts'
import { type Monitoring, monitoring } from '../../../lib/local/monitoring/monitoring.ts'
import { readMonitoring } from '../../../lib/local/monitoring/monitoring-template.ts'

const START = new Date('2026-03-01T12:00:20.000Z')
const at = (minute: number): Date => new Date(START.getTime() + minute * 60_000)

const DEPLOYMENT = {
  region: 'eu-central-1',
  accountId: '123456789012',
  nameOf: (word: string) => ({ Bus: 'the-bus', Queue: 'the-queue' })[word],
}

const TOPIC = { AlertsE664E991: { Type: 'AWS::SNS::Topic' } }
const alarm = (properties: Readonly<Record<string, unknown>>) => ({
  ...TOPIC,
  TroubleAlarm00000000: {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: 'the-trouble',
      AlarmDescription: { 'Fn::Join': ['', ['trouble in ', { Ref: 'AWS::Region' }]] },
      Namespace: 'TokenRotation',
      MetricName: 'Troubles',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 2,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: 'AlertsE664E991' }],
      OKActions: [{ Ref: 'AlertsE664E991' }],
      ...properties,
    },
  },
})
const rule = (properties: Readonly<Record<string, unknown>>) => ({
  ...TOPIC,
  NewsNotice11111111: {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventBusName: { Ref: 'Bus22222222' },
      EventPattern: { source: ['token-rotation'], detail: { daysLeft: [7, 1] } },
      Targets: [
        {
          Arn: { Ref: 'AlertsE664E991' },
          Id: 'Target0',
          InputTransformer: {
            InputPathsMap: { days: '$.detail.daysLeft' },
            InputTemplate: '"<days> days left"',
          },
        },
      ],
      ...properties,
    },
  },
})

const watching = (Resources: object): Monitoring => {
  const read = readMonitoring({ Resources }, DEPLOYMENT)
  if (E.isLeft(read)) throw new Error(read.left)
  return monitoring(read.right, START)
}
const problemOf = (Resources: object): string | undefined => {
  const read = readMonitoring({ Resources }, DEPLOYMENT)
  return E.isLeft(read) ? read.left : undefined
}

const hearTroubles = (watch: Monitoring, Troubles: unknown, minute: number): void => {
  const line = JSON.stringify({
    _aws: {
      Timestamp: at(minute).getTime(),
      CloudWatchMetrics: [
        {
          Namespace: 'TokenRotation',
          Dimensions: [[], ['Where']],
          Metrics: [{ Name: 'Troubles' }],
        },
      ],
    },
    Where: 'here',
    Troubles,
  })
  for (const { metric, value, at } of embeddedMetrics(line)) watch.metrics.add(metric, value, at)
}

const statesOf = (watch: Monitoring) => watch.notices().map(({ state }) => state)

describe('when a metric of the functions crosses its threshold', () => {
  it('tells it once at the end of the minute, and once that it is over', () => {
    const watch = watching(alarm({}))
    watch.evaluate(at(2))
    hearTroubles(watch, 1, 2)
    hearTroubles(watch, 1, 2)
    hearTroubles(watch, [2, 1], 3)
    watch.evaluate(at(7))

    expect(watch.notices().slice(1)).toStrictEqual([
      {
        at: new Date('2026-03-01T12:03:00.000Z'),
        source: 'TroubleAlarm',
        subject: 'ALARM: "the-trouble"',
        text: 'the-trouble is in state ALARM\ntrouble in eu-central-1',
        state: 'ALARM',
      },
      {
        // the last value is gone by as long as CloudWatch looks back for one
        at: new Date('2026-03-01T12:07:00.000Z'),
        source: 'TroubleAlarm',
        subject: 'OK: "the-trouble"',
        text: 'the-trouble is in state OK\ntrouble in eu-central-1',
        state: 'OK',
      },
    ])
  })

  it('adds up over a period that is longer than a minute and ends with it', () => {
    const watch = watching(alarm({ Period: 300 }))
    hearTroubles(watch, 1, 0)
    hearTroubles(watch, 1, 4)
    watch.evaluate(at(4))
    const before = statesOf(watch)
    watch.evaluate(at(5))

    expect(before).toStrictEqual(['OK'])
    expect(statesOf(watch)).toStrictEqual(['OK', 'ALARM'])
  })

  it('tells the metrics of one name apart by their dimensions', () => {
    const here = watching(alarm({ Dimensions: [{ Name: 'Where', Value: 'here' }] }))
    const there = watching(alarm({ Dimensions: [{ Name: 'Where', Value: 'there' }] }))
    for (const watch of [here, there]) {
      hearTroubles(watch, 2, 0)
      watch.evaluate(at(1))
    }

    expect([here, there].map(statesOf)).toStrictEqual([['ALARM'], ['OK']])
  })

  it('tells nobody where the alarm has no action for the state', () => {
    const watch = watching(alarm({ OKActions: undefined }))
    watch.evaluate(at(1))

    expect(watch.stateOf('TroubleAlarm')).toBe('OK')
    expect(watch.notices()).toStrictEqual([])
  })
})

describe('when an event comes over a bus', () => {
  const event = (fields: Partial<LocalEvent> = {}): LocalEvent => ({
    id: 'e-1',
    busName: 'the-bus',
    source: 'token-rotation',
    detailType: 'Grant Ends Soon',
    detail: { daysLeft: 7 },
    resources: [],
    time: START,
    ...fields,
  })

  it('makes a notice of it by the rule of its bus', () => {
    const watch = watching(rule({}))
    watch.hearEvent(event())
    watch.hearEvent(event({ detail: { daysLeft: 30 } }))
    watch.hearEvent(event({ busName: 'default' }))

    expect(watch.notices()).toStrictEqual([
      {
        at: START,
        source: 'NewsNotice',
        subject: 'AWS Notification Message',
        text: '"7 days left"',
      },
    ])
  })

  it('sends the whole event where nothing transforms it', () => {
    const watch = watching(rule({ Targets: [{ Arn: { Ref: 'AlertsE664E991' }, Id: 'a' }] }))
    watch.hearEvent(event())

    expect(JSON.parse(watch.notices()[0]?.text ?? '')).toStrictEqual({
      version: '0',
      id: 'e-1',
      'detail-type': 'Grant Ends Soon',
      source: 'token-rotation',
      account: '123456789012',
      time: '2026-03-01T12:00:20Z',
      region: 'eu-central-1',
      resources: [],
      detail: { daysLeft: 7 },
    })
  })

  it('tells nobody of a rule that is switched off, or whose target is no topic', () => {
    const off = watching(rule({ State: 'DISABLED' }))
    const elsewhere = watching(rule({ Targets: [{ Arn: 'arn:aws:lambda:x:y:z', Id: 'a' }] }))
    for (const watch of [off, elsewhere]) watch.hearEvent(event())

    expect([off, elsewhere].map((watch) => watch.notices())).toStrictEqual([[], []])
  })
})

describe('when a template has what is not understood here', () => {
  it.each([
    [
      alarm({ Metrics: [] }),
      'TroubleAlarm00000000: Metrics: expected one of the fields of an alarm on one metric',
    ],
    [alarm({ Period: 10 }), 'TroubleAlarm00000000: Period: expected whole minutes in seconds'],
    [
      alarm({ Dimensions: [{ Name: 'QueueName', Value: { Ref: 'Other33333333' } }] }),
      'TroubleAlarm00000000: expected a known reference in place of Other33333333',
    ],
    [
      alarm({ Threshold: { 'Fn::If': ['a', 1, 2] } }),
      'TroubleAlarm00000000: expected no Fn::If: it is not understood here',
    ],
    [
      rule({ EventPattern: { detail: { daysLeft: [{ numeric: ['<', 3] }] } } }),
      'NewsNotice11111111: pattern.detail.daysLeft: expected an operator that is understood here, in place of numeric',
    ],
  ])('refuses it by name', (resources, expected) => {
    expect(problemOf(resources)).toBe(expected)
  })

  it('reads references in every spelling that is understood', () => {
    expect(
      problemOf(
        alarm({
          AlarmDescription: {
            // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's, not ours
            'Fn::Sub': 'in ${AWS::Region} on ${Queue44444444.QueueName}, not ${!this}',
          },
          Dimensions: [
            { Name: 'QueueName', Value: { 'Fn::GetAtt': ['Queue44444444', 'QueueName'] } },
          ],
        }),
      ),
    ).toBeUndefined()
  })
})
