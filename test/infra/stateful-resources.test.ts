import { describe, expect, it } from 'vitest'
import { propertiesOf, resourceOf } from './resource-of.ts'
import { synthesise } from './synthesise.ts'

const { template } = synthesise()
const resource = resourceOf(template)
const properties = propertiesOf(template)

describe('when the queues are deployed', () => {
  it('holds a message six times as long as its consumer may take, and gives it up after five tries (AWS trap 9: time-outs are a chain)', () => {
    expect(properties('AWS::SQS::Queue', 'Queue')).toEqual({
      KmsMasterKeyId: '<Key.Arn>',
      VisibilityTimeout: 540,
      RedrivePolicy: { deadLetterTargetArn: '<DeadLetterQueue.Arn>', maxReceiveCount: 5 },
    })
  })

  it('keeps dead letters for 14 days', () => {
    expect(properties('AWS::SQS::Queue', 'DeadLetterQueue')).toEqual({
      KmsMasterKeyId: '<Key.Arn>',
      MessageRetentionPeriod: 14 * 24 * 60 * 60,
    })
  })

  it.each(['Queue', 'DeadLetterQueue'])('refuses a request to %s without TLS', (queue) => {
    expect(properties('AWS::SQS::QueuePolicy', `${queue}Policy`)).toEqual({
      Queues: [`<${queue}>`],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: 'sqs:*',
            Resource: `<${queue}.Arn>`,
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    })
  })
})

describe('when the key is deployed', () => {
  const key = resource('AWS::KMS::Key', 'Key')

  it('is rotated', () => {
    expect(key.Properties.EnableKeyRotation).toBe(true)
  })

  it('outlives the stack, like the ledger whose escrow it seals', () => {
    expect(key).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' })
  })
})

describe('when the ledger is deployed', () => {
  it('has a fixed name, the AWS-owned key, and what protects it from loss', () => {
    expect(properties('AWS::DynamoDB::Table', 'Ledger')).toEqual({
      TableName: 'token-rotation',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: false },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
    })
  })

  it('outlives the stack', () => {
    expect(resource('AWS::DynamoDB::Table', 'Ledger')).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    })
  })
})
