import { describe, expect, it } from 'vitest'
import { propertiesOf, resourceOf } from './resource-of.ts'
import { synthesise } from './synthesise.ts'

const { template } = synthesise()
const resource = resourceOf(template)
const properties = propertiesOf(template)

describe('when the functions are deployed', () => {
  const worker = {
    LEDGER_TABLE: '<Ledger>',
    BUS_NAME: '<Bus>',
    TAG_PREFIX: 'token-rotation',
    KEY_ID: '<Key>',
    LOOPBACK_TOKEN_URLS: 'false',
  }

  it.each([
    [
      'Sweep',
      900,
      {
        QUEUE_URL: '<Queue>',
        LEDGER_TABLE: '<Ledger>',
        TAG_PREFIX: 'token-rotation',
        SWEEP_MINUTES: '5',
      },
    ],
    ['Rotate', 90, worker],
    ['NativeRotation', 90, worker],
  ])('runs %s for at most %i s with the settings it reads', (name, seconds, variables) => {
    expect(properties('AWS::Lambda::Function', name)).toEqual({
      Description: expect.any(String),
      Code: expect.anything(),
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 256,
      Timeout: seconds,
      Role: `<${name}Role.Arn>`,
      LoggingConfig: { LogFormat: 'JSON', LogGroup: `<${name}LogGroup>` },
      Environment: { Variables: variables },
    })
  })

  it.each(['Sweep', 'Rotate', 'NativeRotation'])(
    'keeps the logs of %s for a month, and not beyond the stack',
    (name) => {
      expect(resource('AWS::Logs::LogGroup', `${name}LogGroup`)).toMatchObject({
        Properties: { RetentionInDays: 30 },
        DeletionPolicy: 'Delete',
      })
    },
  )

  it('does not repeat a sweep that failed or came late', () => {
    template.resourceCountIs('AWS::Lambda::EventInvokeConfig', 1)
    expect(properties('AWS::Lambda::EventInvokeConfig', 'SweepEventInvokeConfig')).toEqual({
      FunctionName: '<Sweep>',
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 300,
    })
  })

  it('starts a sweep every five minutes to the minute', () => {
    expect(properties('AWS::Scheduler::Schedule', 'Schedule')).toEqual({
      Description: expect.any(String),
      State: 'ENABLED',
      ScheduleExpression: 'rate(5 minutes)',
      ScheduleExpressionTimezone: 'Etc/UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: '<Sweep.Arn>',
        RoleArn: '<ScheduleRole.Arn>',
        RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 300 },
      },
    })
  })

  it('hands Rotate one message at a time, twenty at once (AWS trap 14: 50 writes a second for the whole account)', () => {
    template.resourceCountIs('AWS::Lambda::EventSourceMapping', 1)
    expect(properties('AWS::Lambda::EventSourceMapping', 'RotateMessages')).toEqual({
      EventSourceArn: '<Queue.Arn>',
      FunctionName: '<Rotate>',
      BatchSize: 1,
      ScalingConfig: { MaximumConcurrency: 20 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    })
  })

  it('lets Secrets Manager of this account start NativeRotation, and nobody else start anything', () => {
    template.resourceCountIs('AWS::Lambda::Permission', 1)
    expect(properties('AWS::Lambda::Permission', 'NativeRotationSecretsManager')).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: '<NativeRotation.Arn>',
      Principal: 'secretsmanager.amazonaws.com',
      SourceAccount: '<AWS::AccountId>',
    })
  })
})
