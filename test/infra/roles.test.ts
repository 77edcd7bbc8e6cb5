import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import { legible } from './legible.ts'
import { privilegesIn } from './privileges.ts'
import { synthesise } from './synthesise.ts'

const { template } = synthesise({ tagPrefix: 'acme-tokens' })

type Permission = { readonly action: string; readonly on: unknown; readonly when?: unknown }

/** Every permission of a role, one action each, whatever statements they were granted in. */
const permissionsOf = (role: string, from = template): readonly Permission[] =>
  Object.values(from.findResources('AWS::IAM::Policy'))
    .filter(({ Properties }) => legible(Properties.Roles[0]) === `<${role}>`)
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .flatMap(({ Effect, Action, Resource, Condition, ...rest }) => {
      expect({ Effect, rest }).toEqual({ Effect: 'Allow', rest: {} })
      return [Action].flat().map((action: string) => ({
        action,
        on: legible(Resource),
        ...(Condition === undefined ? {} : { when: legible(Condition) }),
      }))
    })

const logging = (logGroup: string): readonly Permission[] => [
  { action: 'logs:CreateLogStream', on: `<${logGroup}.Arn>` },
  { action: 'logs:PutLogEvents', on: `<${logGroup}.Arn>` },
]

const SECRETS = 'arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:'
const optedIn = { Null: { 'aws:ResourceTag/acme-tokens:provider': 'false' } }
const boundToSecret = { Null: { 'kms:EncryptionContext:secretArn': 'false' } }
const KEYS = 'arn:<AWS::Partition>:kms:<AWS::Region>:<AWS::AccountId>:key/*'
const ofClient = { Null: { 'aws:ResourceTag/acme-tokens:client': 'false' } }
const thePlace = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['sweep#walk'] } }
const throughSqs = { StringEquals: { 'kms:ViaService': 'sqs.<AWS::Region>.amazonaws.com' } }

const refreshing: readonly Permission[] = [
  { action: 'secretsmanager:DescribeSecret', on: `${SECRETS}*`, when: optedIn },
  { action: 'secretsmanager:GetSecretValue', on: `${SECRETS}*`, when: optedIn },
  { action: 'secretsmanager:PutSecretValue', on: `${SECRETS}*`, when: optedIn },
  { action: 'secretsmanager:UpdateSecretVersionStage', on: `${SECRETS}*`, when: optedIn },
  { action: 'secretsmanager:GetSecretValue', on: `${SECRETS}acme-tokens/clients/*` },
  { action: 'kms:GetPublicKey', on: KEYS, when: ofClient },
  { action: 'kms:Sign', on: KEYS, when: ofClient },
  { action: 'dynamodb:GetItem', on: '<Ledger.Arn>' },
  { action: 'dynamodb:UpdateItem', on: '<Ledger.Arn>' },
  { action: 'kms:GenerateDataKey', on: '<Key.Arn>', when: boundToSecret },
  { action: 'kms:Decrypt', on: '<Key.Arn>', when: boundToSecret },
  { action: 'events:PutEvents', on: '<Bus.Arn>' },
]

describe('when the roles of the stack are looked at', () => {
  it('lets Sweep list secrets, compare items, keep its place and send messages, and nothing else', () => {
    expect(permissionsOf('SweepRole')).toEqual([
      ...logging('SweepLogGroup'),
      { action: 'secretsmanager:ListSecrets', on: '*' },
      { action: 'dynamodb:BatchGetItem', on: '<Ledger.Arn>' },
      { action: 'dynamodb:GetItem', on: '<Ledger.Arn>', when: thePlace },
      { action: 'dynamodb:PutItem', on: '<Ledger.Arn>', when: thePlace },
      { action: 'sqs:SendMessage', on: '<Queue.Arn>' },
      { action: 'sqs:GetQueueAttributes', on: '<Queue.Arn>' },
      { action: 'kms:GenerateDataKey', on: '<Key.Arn>', when: throughSqs },
      { action: 'kms:Decrypt', on: '<Key.Arn>', when: throughSqs },
    ])
  })

  it('lets Rotate refresh opted-in secrets and work the queue off, and nothing else', () => {
    expect(permissionsOf('RotateRole')).toEqual([
      ...logging('RotateLogGroup'),
      ...refreshing,
      { action: 'sqs:ReceiveMessage', on: '<Queue.Arn>' },
      { action: 'sqs:DeleteMessage', on: '<Queue.Arn>' },
      { action: 'sqs:GetQueueAttributes', on: '<Queue.Arn>' },
      { action: 'kms:Decrypt', on: '<Key.Arn>', when: throughSqs },
    ])
  })

  it('lets NativeRotation refresh opted-in secrets, and nothing else', () => {
    expect(permissionsOf('NativeRotationRole')).toEqual([
      ...logging('NativeRotationLogGroup'),
      ...refreshing,
    ])
  })

  it('lets the schedule start Sweep, and nothing else', () => {
    expect(permissionsOf('ScheduleRole')).toEqual([
      { action: 'lambda:InvokeFunction', on: '<Sweep.Arn>' },
    ])
  })

  it('gives no role a permission in another way', () => {
    const roles = Object.values(template.findResources('AWS::IAM::Role'))
    const others = ['AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy', 'AWS::KMS::Grant']
    expect(roles.map(({ Properties }) => Object.keys(Properties))).toEqual(
      roles.map(() => ['AssumeRolePolicyDocument']),
    )
    expect(others.flatMap((type) => Object.keys(template.findResources(type)))).toEqual([])
    expect(Object.keys(template.findResources('AWS::IAM::Policy'))).toHaveLength(roles.length)
  })

  it('keeps every secret value from Sweep', () => {
    const reading = permissionsOf('SweepRole').filter(({ action }) =>
      /^secretsmanager:(?!ListSecrets$)|Value/.test(action),
    )
    expect(reading).toEqual([])
  })

  it('lets a key sign only where a person says by a tag that it is a client’s', () => {
    const roles = ['SweepRole', 'RotateRole', 'NativeRotationRole', 'ScheduleRole']
    const signing = roles.flatMap((role) =>
      permissionsOf(role)
        .filter(({ action }) => /^kms:(?!GenerateDataKey$|Decrypt$)/.test(action))
        .map(({ action, when }) => ({ role, action, when })),
    )
    expect(signing).toEqual(
      ['RotateRole', 'NativeRotationRole'].flatMap((role) =>
        ['kms:GetPublicKey', 'kms:Sign'].map((action) => ({ role, action, when: ofClient })),
      ),
    )
  })

  it('lets nobody write a tag, delete a secret or act by a pattern (AWS trap 1: a tag write is an AWS Config item)', () => {
    const roles = ['SweepRole', 'RotateRole', 'NativeRotationRole', 'ScheduleRole']
    const actions = roles.flatMap((role) => permissionsOf(role).map(({ action }) => action))
    expect(actions.filter((action) => /tag(?!e$)|delete(?!message$)|\*/i.test(action))).toEqual([])
    expect(actions).toContain('secretsmanager:UpdateSecretVersionStage')
  })
})

describe('when secrets are encrypted under keys of the account', () => {
  const keys = ['1234abcd-12ab-34cd-56ef-1234567890ab', 'mrk-1234abcd12ab34cd56ef1234567890ab'].map(
    (id) => `arn:aws:kms:eu-west-1:111122223333:key/${id}`,
  )
  const withKeys = synthesise({ tagPrefix: 'acme-tokens', secretsKeyArns: keys }).template
  const throughSecretsManager = {
    StringEquals: { 'kms:ViaService': 'secretsmanager.<AWS::Region>.amazonaws.com' },
  }

  it.each(['RotateRole', 'NativeRotationRole'])(
    'lets %s use these keys through Secrets Manager, and nothing else besides',
    (role) => {
      const added = permissionsOf(role, withKeys).filter(
        (permission) => !permissionsOf(role).some((known) => isDeepStrictEqual(known, permission)),
      )
      expect(added).toEqual([
        { action: 'kms:Decrypt', on: keys, when: throughSecretsManager },
        { action: 'kms:GenerateDataKey', on: keys, when: throughSecretsManager },
      ])
    },
  )

  it.each(['SweepRole', 'ScheduleRole'])('lets %s do no more than without', (role) => {
    expect(permissionsOf(role, withKeys)).toEqual(permissionsOf(role))
  })
})

describe('when somebody outside looks for a way in', () => {
  const { resources } = privilegesIn(template.toJSON())

  it('finds no policy that lets anybody in', () => {
    const open = resources.filter(({ effect, who }) => effect === 'Allow' && /anybody|\*/.test(who))
    expect(open).toEqual([])
    expect(resources).not.toEqual([])
  })

  it('finds no function URL, and nothing that could be called without a signature', () => {
    const types = Object.values(template.toJSON().Resources as Record<string, { Type: string }>)
    const ways =
      /^AWS::(Lambda::Url|ApiGateway|ApiGatewayV2|ElasticLoadBalancing|CloudFront|AppSync)/
    expect(types.map(({ Type }) => Type).filter((type) => ways.test(type))).toEqual([])
  })

  it('reaches no queue and no topic without TLS', () => {
    const kinds: Readonly<Record<string, RegExp>> = {
      'AWS::SQS::Queue': /^sqs:\*$/,
      'AWS::SNS::Topic': /^sns:(\*|Publish)$/,
    }
    const unguarded = Object.entries(kinds).flatMap(([type, action]) =>
      Object.keys(template.findResources(type))
        .map((logicalId) => logicalId.slice(0, -8))
        .filter(
          (name) =>
            !resources.some(
              (privilege) =>
                privilege.on === name &&
                privilege.effect === 'Deny' &&
                privilege.who === 'anybody' &&
                action.test(privilege.action) &&
                privilege.when === '`aws:SecureTransport` is `false`',
            ),
        ),
    )
    expect(unguarded).toEqual([])
    expect(Object.keys(template.findResources('AWS::SQS::Queue'))).toHaveLength(2)
  })
})

describe('when a service assumes a role', () => {
  const trusts = Object.fromEntries(
    Object.entries(template.findResources('AWS::IAM::Role')).map(([logicalId, { Properties }]) => [
      logicalId.slice(0, -8),
      legible(Properties.AssumeRolePolicyDocument.Statement),
    ]),
  )
  const assume = { Action: 'sts:AssumeRole', Effect: 'Allow' }
  const lambda = [{ ...assume, Principal: { Service: 'lambda.amazonaws.com' } }]

  it('is Lambda for the functions, and the scheduler of this account for the schedule', () => {
    expect(trusts).toEqual({
      SweepRole: lambda,
      RotateRole: lambda,
      NativeRotationRole: lambda,
      ScheduleRole: [
        {
          ...assume,
          Principal: { Service: 'scheduler.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' } },
        },
      ],
    })
  })
})
