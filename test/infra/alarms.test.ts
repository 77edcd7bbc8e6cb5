import { describe, expect, it } from 'vitest'
import { alarmsRunbook } from '../../infra/alarms-runbook.ts'
import { legible } from './legible.ts'
import { propertiesOf } from './resource-of.ts'
import { synthesise } from './synthesise.ts'

const { template } = synthesise()
const properties = propertiesOf(template)

const own = { Namespace: 'TokenRotation' }
const of = (queue: string) => ({
  Namespace: 'AWS/SQS',
  Dimensions: [{ Name: 'QueueName', Value: `<${queue}.QueueName>` }],
})
const ofRotate = {
  Namespace: 'AWS/Lambda',
  Dimensions: [{ Name: 'FunctionName', Value: '<Rotate>' }],
}
const atLeast = (Threshold: number) => ({
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  Threshold,
})
const every = (Statistic: string, Period: number) => ({ Statistic, Period })
const once = { EvaluationPeriods: 1 }
const outOf = (DatapointsToAlarm: number, EvaluationPeriods: number) => ({
  DatapointsToAlarm,
  EvaluationPeriods,
})
const missing = (TreatMissingData: string) => ({ TreatMissingData })

const ALARMS = {
  TokensExpired: {
    ...own,
    MetricName: 'Expired',
    ...every('Maximum', 300),
    ...atLeast(1),
    ...outOf(2, 3),
    ...missing('ignore'),
  },
  SweepMissing: {
    ...own,
    MetricName: 'SweepsFinished',
    ...every('Sum', 300),
    ComparisonOperator: 'LessThanThreshold',
    Threshold: 1,
    ...outOf(3, 3),
    ...missing('breaching'),
  },
  OldestMessage: {
    ...of('Queue'),
    MetricName: 'ApproximateAgeOfOldestMessage',
    ...every('Maximum', 300),
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 1800,
    ...once,
    ...missing('notBreaching'),
  },
  DeadLetters: {
    ...of('DeadLetterQueue'),
    MetricName: 'ApproximateNumberOfMessagesVisible',
    ...every('Maximum', 300),
    ...atLeast(1),
    ...once,
    ...missing('ignore'),
  },
  RotateErrors: {
    ...ofRotate,
    MetricName: 'Errors',
    ...every('Sum', 300),
    ...atLeast(5),
    ...outOf(2, 3),
    ...missing('notBreaching'),
  },
  RotateThrottles: {
    ...ofRotate,
    MetricName: 'Throttles',
    ...every('Sum', 300),
    ...atLeast(5),
    ...outOf(2, 3),
    ...missing('notBreaching'),
  },
  WriteBudget: {
    ...own,
    MetricName: 'SecretWrites',
    ...every('Sum', 60),
    ...atLeast(2400),
    ...outOf(3, 5),
    ...missing('notBreaching'),
  },
  NearVersionLimit: {
    ...own,
    MetricName: 'NearVersionLimit',
    ...every('Maximum', 300),
    ...atLeast(1),
    ...once,
    ...missing('ignore'),
  },
  EscrowWaiting: {
    ...own,
    MetricName: 'EscrowWaiting',
    ...every('Maximum', 300),
    ...atLeast(1),
    ...outOf(2, 2),
    ...missing('ignore'),
  },
  TokensLost: {
    ...own,
    MetricName: 'TokensLost',
    ...every('Sum', 300),
    ...atLeast(1),
    ...once,
    ...missing('notBreaching'),
  },
} as const

describe('when the alarms are deployed', () => {
  it.each(Object.entries(ALARMS))('sets %s, and tells of it and of its end', (name, condition) => {
    expect(properties('AWS::CloudWatch::Alarm', `${name}Alarm`)).toEqual({
      ...condition,
      AlarmName: `token-rotation-${name}`,
      AlarmDescription: expect.any(String),
      AlarmActions: ['<Alerts>'],
      OKActions: ['<Alerts>'],
    })
  })

  it('sets no others, and each has a text', () => {
    template.resourceCountIs('AWS::CloudWatch::Alarm', Object.keys(ALARMS).length)
    expect(Object.keys(alarmsRunbook).toSorted()).toEqual(Object.keys(ALARMS).toSorted())
  })

  it.each(Object.entries(alarmsRunbook))(
    'says of %s what it does to whom, what to do first, and where to read on',
    (name, text) => {
      const { impact, firstAction } = text
      const { AlarmDescription } = Object(properties('AWS::CloudWatch::Alarm', `${name}Alarm`))
      expect(AlarmDescription).toBe(
        `Impact: ${impact} First action: ${firstAction} Runbook: README.md#when-something-is-wrong`,
      )
      expect(AlarmDescription.length).toBeLessThanOrEqual(1024)
      for (const sentences of [impact, firstAction]) expect(sentences).toMatch(/^[A-Z].*\.$/)
    },
  )
})

describe('when a deployment sweeps at another interval, under another prefix', () => {
  const { template: chosen } = synthesise({ tagPrefix: 'acme', sweepMinutes: 15 })
  const alarm = (name: string) =>
    Object(propertiesOf(chosen)('AWS::CloudWatch::Alarm', `${name}Alarm`))

  it('misses a sweep after three intervals', () => {
    expect(alarm('SweepMissing')).toMatchObject({ Period: 15 * 60, EvaluationPeriods: 3 })
  })

  it.each(['TokensExpired', 'NearVersionLimit', 'EscrowWaiting'])(
    'looks at %s once per sweep, so that no period is without a value',
    (name) => {
      expect(alarm(name)).toMatchObject({ Period: 15 * 60 })
    },
  )

  it('looks at the metrics of that prefix', () => {
    expect(alarm('SweepMissing')).toMatchObject({ Namespace: 'TokenRotation/acme' })
  })

  it('names the alarms after the prefix', () => {
    const names = Object.values(chosen.findResources('AWS::CloudWatch::Alarm')).map(
      ({ Properties }) => legible(Properties.AlarmName),
    )
    expect(names.toSorted()).toEqual(
      Object.keys(ALARMS)
        .map((name) => `acme-${name}`)
        .toSorted(),
    )
  })
})
