import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { readDeploymentContext } from '../../infra/deployment-context.ts'
import { legible } from './legible.ts'
import { propertiesOf, resourceOf } from './resource-of.ts'
import { synthesise } from './synthesise.ts'

const { template } = synthesise()
const properties = propertiesOf(template)

const ACCOUNT = { StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' } }
const TOPICS_OF_THE_ACCOUNT = {
  'kms:EncryptionContext:aws:sns:topicArn':
    'arn:<AWS::Partition>:sns:<AWS::Region>:<AWS::AccountId>:*',
}

describe('when the topic is deployed', () => {
  it('is encrypted with the key of the stack', () => {
    expect(properties('AWS::SNS::Topic', 'Alerts')).toEqual({
      DisplayName: 'Token rotation',
      KmsMasterKeyId: '<Key.Arn>',
    })
  })

  it('takes messages of this account’s alarms and of rules, over TLS, and of no other service', () => {
    expect(properties('AWS::SNS::TopicPolicy', 'AlertsPolicy')).toEqual({
      Topics: ['<Alerts>'],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'AllowPublishThroughSSLOnly',
            Effect: 'Deny',
            Principal: '*',
            Action: 'sns:Publish',
            Resource: '<Alerts>',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
          {
            Sid: '1',
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: '<Alerts>',
            Condition: {
              ...ACCOUNT,
              ArnLike: {
                'aws:SourceArn':
                  'arn:<AWS::Partition>:cloudwatch:<AWS::Region>:<AWS::AccountId>:alarm:*',
              },
            },
          },
          {
            Sid: '2',
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: '<Alerts>',
          },
        ],
      },
    })
  })

  it('lets these two services use the key for topics of the account only', () => {
    const [administration, ...services] = resourceOf(template)('AWS::KMS::Key', 'Key').Properties
      .KeyPolicy.Statement
    const use = { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Resource: '*' }
    expect(legible(administration)).toMatchObject({
      Principal: { AWS: 'arn:<AWS::Partition>:iam::<AWS::AccountId>:root' },
    })
    expect(legible(services)).toEqual([
      {
        ...use,
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { ...ACCOUNT, StringLike: TOPICS_OF_THE_ACCOUNT },
      },
      {
        ...use,
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { StringLike: TOPICS_OF_THE_ACCOUNT },
      },
    ])
  })
})

describe('when a deployment names an address for notices', () => {
  it('subscribes it', () => {
    const { template: subscribed } = synthesise({ alertEmail: 'on-call@acme.example' })
    expect(propertiesOf(subscribed)('AWS::SNS::Subscription', 'AlertsEmail')).toEqual({
      TopicArn: '<Alerts>',
      Protocol: 'email',
      Endpoint: 'on-call@acme.example',
    })
    subscribed.resourceCountIs('AWS::SNS::Subscription', 1)
  })

  it('reads it from the context key alertEmail', () => {
    const read = readDeploymentContext((key) => ({ alertEmail: 'on-call@acme.example' })[key])
    expect(read).toMatchObject(E.right({ alertEmail: 'on-call@acme.example' }))
  })

  it.each(['', 'on-call', 'a@b@c.example', 'a@acme.example,b@acme.example', 5])(
    'refuses %j, which is none',
    (alertEmail) => {
      const read = readDeploymentContext((key) => ({ alertEmail })[key])
      expect(read).toEqual(E.left('context key alertEmail: expected an e-mail address'))
    },
  )
})

describe('when a deployment names none', () => {
  it('subscribes nobody', () => {
    template.resourceCountIs('AWS::SNS::Subscription', 0)
  })
})
