import { dirname, join } from 'node:path'
import { App, Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { type Bundles, findBundles } from '../../infra/find-bundles.ts'
import { TokenRotation, type TokenRotationProps } from '../../infra/token-rotation.ts'
import { tokenRotationSettings } from '../../infra/token-rotation-settings.ts'
import { catalogue } from '../../lib/provider/load-providers.ts'
import { provider } from './provider.ts'
import { resourceOf } from './resource-of.ts'
import { synthesise } from './synthesise.ts'

/** Bundles of a few bytes, as the stack's own tests use them. */
const smallBundles = (): Bundles =>
  E.getOrElseW((missing: string) => expect.fail(missing))(findBundles(dirname(synthesise().folder)))

const small = (): TokenRotationProps => ({
  bundles: smallBundles(),
  providers: [provider({ id: 'acme' })],
})

describe('when an app puts it into its own stack, twice with different prefixes', () => {
  const stack = new Stack(new App(), 'Platform')
  const queue = new Queue(stack, 'Orders')
  const crm = new TokenRotation(stack, 'Crm', { ...small(), tagPrefix: 'crm-tokens' })
  const erp = new TokenRotation(stack, 'Erp', {
    ...small(),
    tagPrefix: 'erp-tokens',
    sweepMinutes: 1,
    alertEmail: 'erp@acme.example',
  })
  queue.grantSendMessages(crm.rotate)
  const template = Template.fromStack(stack)
  const resource = resourceOf(template)

  it('leaves the other resources as they are', () => {
    expect(resource('AWS::SQS::Queue', 'Orders')).toEqual({
      Type: 'AWS::SQS::Queue',
      UpdateReplacePolicy: 'Delete',
      DeletionPolicy: 'Delete',
    })
  })

  it.each([
    ['Crm', 'crm-tokens', 'rate(5 minutes)'],
    ['Erp', 'erp-tokens', 'rate(1 minute)'],
  ])('gives %s its own functions, ledger and schedule under its prefix', (id, prefix, rate) => {
    expect(resource('AWS::DynamoDB::Table', `${id}Ledger`).Properties.TableName).toBe(prefix)
    for (const name of ['Sweep', 'Rotate', 'NativeRotation'])
      expect(
        resource('AWS::Lambda::Function', `${id}${name}`).Properties.Environment.Variables,
      ).toMatchObject({ TAG_PREFIX: prefix })
    expect(
      resource('AWS::Scheduler::Schedule', `${id}Schedule`).Properties.ScheduleExpression,
    ).toBe(rate)
  })

  it('gives nothing a name that the other has', () => {
    const names = Object.values(template.toJSON().Resources)
      .map((each) => Object(each))
      .flatMap(({ Type, Properties = {} }) =>
        [Properties.TableName, Properties.AlarmName, Properties.DashboardName]
          .filter((name) => name !== undefined)
          .map((name) => `${Type} ${name}`),
      )
    expect(names).toHaveLength(new Set(names).size)
    for (const prefix of ['crm-tokens', 'erp-tokens'])
      expect(names).toContain(`AWS::CloudWatch::Alarm ${prefix}-TokensExpired`)
  })

  it('tells each one’s people of its own', () => {
    expect(Object.keys(template.findResources('AWS::SNS::Subscription'))).toEqual([
      expect.stringMatching(/^ErpAlertsEmail/),
    ])
    expect(stack.resolve(erp.alerts.topicArn)).not.toEqual(stack.resolve(crm.alerts.topicArn))
  })

  it('shows its parts to the app', () => {
    expect([crm.tagPrefix, erp.tagPrefix]).toEqual(['crm-tokens', 'erp-tokens'])
    expect(
      [crm.queue.queueUrl, crm.ledger.tableName, crm.bus.busName].map((name) =>
        JSON.stringify(stack.resolve(name)),
      ),
    ).toEqual([
      expect.stringContaining('CrmQueue'),
      expect.stringContaining('CrmLedger'),
      expect.stringContaining('CrmBus'),
    ])
  })
})

describe('when an app chooses nothing', () => {
  const built = findBundles(join(import.meta.dirname, '../../dist/functions'))

  it('takes the defaults, the catalogue and what was built', () => {
    expect(tokenRotationSettings({})).toEqual(
      E.isLeft(built)
        ? built
        : E.right({
            tagPrefix: 'token-rotation',
            sweepMinutes: 5,
            loopbackTokenUrls: false,
            alertEmail: undefined,
            secretsKeyArns: [],
            network: undefined,
            providers: E.getOrElseW((problem: string) => expect.fail(problem))(catalogue()),
            bundles: built.right,
          }),
    )
  })
})

describe('when a prop cannot be used', () => {
  it.each([
    [{ sweepMinutes: 60 }, 'TokenRotation: sweepMinutes: expected a whole number from 1 to 15'],
    [
      { tagPrefix: 'a/b', alertEmail: 'nobody' },
      'TokenRotation: tagPrefix: expected 3 to 64 letters, digits and . _ - that do not begin with aws; alertEmail: expected an e-mail address',
    ],
  ])('says for %j what was expected', (props, message) => {
    const stack = new Stack(new App(), 'Platform')
    expect(() => new TokenRotation(stack, 'Rotation', { ...small(), ...props })).toThrow(
      new Error(message),
    )
  })
})
