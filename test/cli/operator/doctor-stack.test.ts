import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { isStanding, statusFinding } from '../../../lib/cli/operator/doctor/stack-status.ts'
import {
  PART_IDS,
  partsNamed,
  type StackPart,
} from '../../../lib/cli/operator/doctor/stack-view.ts'
import type { JsonObject } from '../../../lib/local/gateway/operation.ts'
import { type Operator, startOperator } from './operator-cli.ts'
import { type Said, said } from './said.ts'

const TYPES = {
  Sweep: 'AWS::Lambda::Function',
  Rotate: 'AWS::Lambda::Function',
  NativeRotation: 'AWS::Lambda::Function',
  Queue: 'AWS::SQS::Queue',
  DeadLetterQueue: 'AWS::SQS::Queue',
  Ledger: 'AWS::DynamoDB::Table',
  Bus: 'AWS::Events::EventBus',
  Schedule: 'AWS::Scheduler::Schedule',
  Key: 'AWS::KMS::Key',
}

/** The resources of a stack as a deployment names them, some of them otherwise. */
const resources = (others: Readonly<Record<string, JsonObject>> = {}): JsonObject => ({
  StackResourceSummaries: Object.entries(TYPES).map(([id, ResourceType]) => ({
    LogicalResourceId: `${id}0A1B2C3D`,
    PhysicalResourceId: id === 'Ledger' ? 'token-rotation' : `TokenRotation-${id}-xYz`,
    ResourceType,
    LastUpdatedTimestamp: '2026-01-02T03:04:05Z',
    ResourceStatus: 'CREATE_COMPLETE',
    ...others[id],
  })),
})

const stack = (StackStatus: string): JsonObject => ({
  Stacks: [{ StackName: 'TokenRotation', CreationTime: '2026-01-02T03:04:05Z', StackStatus }],
})

const schedule = (fields: JsonObject = {}): JsonObject => ({
  Name: 'TokenRotation-Schedule-xYz',
  State: 'ENABLED',
  ScheduleExpression: 'rate(5 minutes)',
  Target: { Arn: 'arn:aws:lambda:us-east-1:000000000000:function:TokenRotation-Sweep-xYz' },
  ...fields,
})

describe('when a stack is not as it was deployed', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterEach(() => {
    operator.faults.next = undefined
  })
  afterAll(() => operator.stop())

  /** What the doctor finds where these operations answer so. */
  const foundWith = async (
    answers: Readonly<Record<string, JsonObject | ((input: JsonObject) => JsonObject)>>,
    words: readonly string[] = [],
  ): Promise<{ code: number | null; about: (what: string) => readonly Said[] }> => {
    operator.faults.next = ({ operation, input }) => {
      const answer = answers[operation]
      if (answer === undefined) return undefined
      return { kind: 'answer', output: typeof answer === 'function' ? answer(input) : answer }
    }
    const run = await operator.run(['doctor', '--json', ...words], {
      env: { TOKEN_ROTATION_QUEUE_URL: '' },
    })
    expect(run.stderr).toBe('')
    return { code: run.code, about: (what) => said(run).filter(({ about }) => about === what) }
  }

  const deployed = {
    DescribeStacks: stack('UPDATE_COMPLETE'),
    ListStackResources: resources(),
    GetSchedule: schedule(),
  }

  it('is content with one whose resources bear the hashes of CDK', async () => {
    const { about } = await foundWith(deployed)

    expect([...about('stack'), ...about('resources'), ...about('schedule')]).toStrictEqual([
      { level: 'ok', about: 'stack', text: 'TokenRotation is UPDATE_COMPLETE' },
      {
        level: 'ok',
        about: 'resources',
        text: 'Sweep, Rotate, NativeRotation, Queue, DeadLetterQueue, Ledger, Bus, Schedule, Key: all in the stack',
      },
      {
        level: 'ok',
        about: 'schedule',
        text: 'TokenRotation-Schedule-xYz is enabled, with rate(5 minutes)',
      },
    ])
  })

  it('reads the resources of a large stack page by page', async () => {
    const [first, ...others] = [resources().StackResourceSummaries].flat()
    const { about } = await foundWith({
      ...deployed,
      ListStackResources: ({ NextToken }) =>
        NextToken === undefined
          ? { StackResourceSummaries: [first], NextToken: 'second' }
          : { StackResourceSummaries: others },
    })

    expect(about('resources')).toMatchObject([{ level: 'ok' }])
  })

  it('says that there is none of this name, and how to say where it is', async () => {
    const { code, about } = await foundWith({}, ['--stack', 'Other'])

    expect(code).toBe(1)
    expect(about('stack')).toStrictEqual([
      {
        level: 'trouble',
        about: 'stack',
        text: 'no stack Other in us-east-1',
        remedy: 'npx cdk deploy, or say where it is: --region, --stack',
      },
    ])
    expect(about('schedule')).toStrictEqual([])
  })

  it('calls it trouble that a deployment could not be taken back', async () => {
    const { code, about } = await foundWith({
      ...deployed,
      DescribeStacks: stack('UPDATE_ROLLBACK_FAILED'),
    })

    expect(code).toBe(1)
    expect(about('stack')).toMatchObject([
      {
        level: 'trouble',
        text: expect.stringContaining('TokenRotation is UPDATE_ROLLBACK_FAILED: '),
        remedy: expect.stringContaining(
          'aws cloudformation continue-update-rollback --region us-east-1 --stack-name TokenRotation',
        ),
      },
    ])
  })

  it('looks no further into one that was rolled back at its first deployment', async () => {
    const { about } = await foundWith({ ...deployed, DescribeStacks: stack('ROLLBACK_COMPLETE') })

    expect(about('stack')).toMatchObject([{ level: 'trouble' }])
    expect([...about('resources'), ...about('schedule')]).toStrictEqual([])
  })

  it('names what is missing and what failed', async () => {
    const { about } = await foundWith({
      ...deployed,
      ListStackResources: resources({
        Bus: { ResourceStatus: 'DELETE_COMPLETE' },
        Rotate: { ResourceStatus: 'UPDATE_FAILED' },
      }),
    })

    expect(about('resources')).toMatchObject([
      { level: 'trouble', text: 'TokenRotation has no Bus' },
      { level: 'trouble', text: 'not as they were deployed: Rotate0A1B2C3D (UPDATE_FAILED)' },
    ])
  })

  it('calls a disabled schedule trouble, with the command that enables it', async () => {
    const { code, about } = await foundWith({
      ...deployed,
      GetSchedule: schedule({ State: 'DISABLED' }),
    })

    expect(code).toBe(1)
    expect(about('schedule')).toMatchObject([
      {
        level: 'trouble',
        text: 'TokenRotation-Schedule-xYz is DISABLED: no sweep comes, and nothing is refreshed',
        remedy: expect.stringContaining('aws scheduler update-schedule --region us-east-1'),
      },
    ])
  })

  it('says that somebody deleted the schedule', async () => {
    // the account itself knows no schedule of this name
    const { GetSchedule: _, ...others } = deployed
    const { about } = await foundWith(others)

    expect(about('schedule')).toMatchObject([
      {
        level: 'trouble',
        text: 'somebody deleted TokenRotation-Schedule-xYz: no sweep comes, and nothing is refreshed',
      },
    ])
  })

  it('notices a schedule that starts something else', async () => {
    const Arn = 'arn:aws:lambda:us-east-1:000000000000:function:theirs'
    const { about } = await foundWith({ ...deployed, GetSchedule: schedule({ Target: { Arn } }) })

    expect(about('schedule')).toMatchObject([
      {
        level: 'trouble',
        text: 'TokenRotation-Schedule-xYz starts theirs instead of TokenRotation-Sweep-xYz',
      },
    ])
  })

  it.each(['rate(1 hour)', 'rate(16 minutes)', 'cron(0 4 * * ? *)'])(
    'warns of a schedule with %s',
    async (ScheduleExpression) => {
      const { about } = await foundWith({
        ...deployed,
        GetSchedule: schedule({ ScheduleExpression }),
      })

      expect(about('schedule')).toMatchObject([
        { level: 'warning', text: expect.stringContaining(ScheduleExpression) },
      ])
    },
  )

  it('warns when it looks at the ledger or the queue of another deployment', async () => {
    const { about } = await foundWith(
      {
        ...deployed,
        ListStackResources: resources({ Ledger: { PhysicalResourceId: 'tokens' } }),
      },
      ['--queue-url', operator.account.queueUrl],
    )

    expect(about('ledger')).toContainEqual({
      level: 'warning',
      about: 'ledger',
      text: 'the stack has tokens, and token-rotation is looked at',
      remedy: '--tag-prefix tokens',
    })
    expect(about('queue')).toContainEqual({
      level: 'warning',
      about: 'queue',
      text: 'the stack has TokenRotation-Queue-xYz, and token-rotation is looked at',
      remedy: 'give no --queue-url, or that of the stack',
    })
  })

  it('takes a CloudFormation that cannot be reached for not looked at', async () => {
    operator.faults.next = ({ service }) =>
      service === 'cloudformation' ? { kind: 'drop' } : undefined
    const run = await operator.run(['doctor', '--json'])
    const [finding, ...others] = said(run).filter(({ about }) => about === 'stack')

    expect(others).toStrictEqual([])
    expect(finding).toMatchObject({
      level: 'hint',
      text: expect.stringMatching(/cloudformation:DescribeStacks.*; this was not looked at$/),
      remedy: 'aws cloudformation describe-stacks --region us-east-1 --stack-name TokenRotation',
    })
    expect(said(run)).toContainEqual(expect.objectContaining({ level: 'ok', about: 'queue' }))
  })
})

describe('when CloudFormation tells a status', () => {
  it.each([
    ['IMPORT_COMPLETE', 'ok', true],
    ['UPDATE_ROLLBACK_COMPLETE', 'warning', true],
    ['UPDATE_IN_PROGRESS', 'hint', true],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'hint', true],
    ['UPDATE_ROLLBACK_IN_PROGRESS', 'hint', true],
    ['UPDATE_FAILED', 'trouble', true],
    ['CREATE_IN_PROGRESS', 'hint', false],
    ['ROLLBACK_IN_PROGRESS', 'hint', false],
    ['ROLLBACK_FAILED', 'trouble', false],
    ['CREATE_FAILED', 'trouble', false],
    ['REVIEW_IN_PROGRESS', 'trouble', false],
    ['DELETE_IN_PROGRESS', 'trouble', false],
    ['DELETE_FAILED', 'trouble', false],
  ])('%s is %s, with a remedy; its resources are worth a look: %s', (status, level, standing) => {
    const finding = statusFinding({ name: 'Tokens', status }, 'eu-west-1')

    expect(finding).toMatchObject({ level, text: expect.stringContaining(`Tokens is ${status}`) })
    expect(finding.remedy === undefined).toBe(level === 'ok')
    expect(isStanding({ status })).toBe(standing)
  })
})

describe('when the construct is a part of a larger stack', () => {
  const part = (id: string, type: string): StackPart => ({ id, type, name: id, status: '' })
  const theirs = [
    part('JobsQueue0A1B2C3D', 'AWS::SNS::Topic'),
    part('TokensQueue1A1B2C3D', 'AWS::SQS::Queue'),
    part('TokensDeadLetterQueue2A1B2C3D', 'AWS::SQS::Queue'),
  ]

  it('knows its resources by the ends of their paths', () => {
    expect(PART_IDS.filter((id) => partsNamed(theirs, id).length > 0)).toStrictEqual([
      'Queue',
      'DeadLetterQueue',
    ])
    expect(partsNamed(theirs, 'Queue').map(({ id }) => id)).toStrictEqual(['TokensQueue1A1B2C3D'])
  })
})
