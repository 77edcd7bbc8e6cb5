import { CloudFormation } from '@aws-sdk/client-cloudformation'
import { IAM } from '@aws-sdk/client-iam'
import { Scheduler } from '@aws-sdk/client-scheduler'
import { STS } from '@aws-sdk/client-sts'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type AwsSide, PARTS, refusal, START, startAwsSide } from '../aws-side.ts'

let aws: AwsSide
let cloudFormation: CloudFormation
let scheduler: Scheduler
let iam: IAM
let sts: STS
beforeAll(async () => {
  aws = await startAwsSide()
  const config = {
    endpoint: aws.gateway.origin,
    region: 'eu-central-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  }
  cloudFormation = new CloudFormation(config)
  scheduler = new Scheduler(config)
  iam = new IAM(config)
  sts = new STS(config)
})
afterEach(() => {
  aws.fault = undefined
})
afterAll(async () => {
  for (const client of [cloudFormation, scheduler, iam, sts]) client.destroy()
  await aws.stop()
})

describe('when CloudFormation is asked for the stack', () => {
  it('tells it, and that it is complete', async () => {
    const { Stacks } = await cloudFormation.describeStacks({ StackName: 'TokenRotation' })

    expect(Stacks).toStrictEqual([
      {
        StackId: 'arn:aws:cloudformation:eu-central-1:111122223333:stack/TokenRotation/local',
        StackName: 'TokenRotation',
        CreationTime: START,
        StackStatus: 'CREATE_COMPLETE',
      },
    ])
    expect(await cloudFormation.describeStacks({})).toMatchObject({ Stacks })
  })

  it('lists what the account is made of', async () => {
    const { StackResourceSummaries = [] } = await cloudFormation.listStackResources({
      StackName: 'TokenRotation',
    })
    const names = StackResourceSummaries.map((part) => [
      part.LogicalResourceId,
      part.PhysicalResourceId,
    ])

    expect(Object.fromEntries(names)).toStrictEqual({
      ...PARTS,
      Schedule: 'TokenRotation-Schedule',
    })
  })

  it('knows no other one', async () => {
    const error = {
      name: 'ValidationError',
      message: 'Stack with id <Other> & more does not exist',
    }
    const StackName = '<Other> & more'

    expect(await refusal(cloudFormation.describeStacks({ StackName }))).toStrictEqual(error)
    expect(await refusal(cloudFormation.listStackResources({ StackName }))).toStrictEqual(error)
  })

  it('can be made to refuse, as every other service', async () => {
    aws.fault = () => ({ kind: 'error', status: 403, code: 'AccessDenied', message: 'not you' })

    expect(await refusal(cloudFormation.describeStacks({}))).toStrictEqual({
      name: 'AccessDenied',
      message: 'not you',
    })
  })
})

describe('when EventBridge Scheduler is asked for the schedule', () => {
  it('tells how often the sweep is started', async () => {
    expect(await scheduler.getSchedule({ Name: 'TokenRotation-Schedule' })).toMatchObject({
      Name: 'TokenRotation-Schedule',
      GroupName: 'default',
      State: 'ENABLED',
      ScheduleExpression: 'rate(5 minutes)',
      Target: { Arn: 'arn:aws:lambda:eu-central-1:111122223333:function:sweep' },
    })
    expect(aws.calls.at(-1)).toBe('scheduler.GetSchedule')
  })

  it('knows no other one, nor another group', async () => {
    for (const asked of [
      { Name: 'other' },
      { Name: 'TokenRotation-Schedule', GroupName: 'theirs' },
    ])
      expect(await refusal(scheduler.getSchedule(asked))).toMatchObject({
        name: 'ResourceNotFoundException',
      })
  })

  it('does nothing else', async () => {
    expect(await refusal(scheduler.deleteSchedule({ Name: 'other' }))).toMatchObject({
      name: 'UnknownOperationException',
    })
  })
})

describe('when somebody asks who they are and what they may', () => {
  it('is one user for everybody', async () => {
    expect(await sts.getCallerIdentity({})).toMatchObject({
      Account: '111122223333',
      Arn: 'arn:aws:iam::111122223333:user/local',
    })
  })

  it('may do everything', async () => {
    const { EvaluationResults, IsTruncated } = await iam.simulatePrincipalPolicy({
      PolicySourceArn: 'arn:aws:iam::111122223333:user/local',
      ActionNames: ['sqs:SendMessage', 'sqs:ListQueues'],
      ResourceArns: ['*'],
    })

    expect(IsTruncated).toBe(false)
    expect(EvaluationResults).toMatchObject([
      { EvalActionName: 'sqs:SendMessage', EvalResourceName: '*', EvalDecision: 'allowed' },
      { EvalActionName: 'sqs:ListQueues', EvalResourceName: '*', EvalDecision: 'allowed' },
    ])
  })
})
