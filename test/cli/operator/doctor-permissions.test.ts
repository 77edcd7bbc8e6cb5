import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Call } from '../../../lib/local/gateway/gateway-call.ts'
import type { JsonObject } from '../../../lib/local/gateway/operation.ts'
import { type Operator, startOperator } from './operator-cli.ts'
import { type Said, said } from './said.ts'

const caller = (Arn: string): JsonObject => ({ UserId: 'x', Account: '000000000000', Arn })
const USER = 'arn:aws:iam::000000000000:user/ops/ada'

let operator: Operator
beforeAll(async () => {
  operator = await startOperator()
})
afterEach(() => {
  operator.faults.next = undefined
})
afterAll(() => operator.stop())

type Answer = JsonObject | ((input: Call['input']) => JsonObject)

/** What the doctor says of permissions where these operations answer so. */
const found = async (answers: Readonly<Record<string, Answer>>): Promise<readonly Said[]> => {
  operator.calls.length = 0
  operator.faults.next = ({ operation, input }) => {
    const answer = answers[operation]
    if (answer === undefined) return undefined
    return { kind: 'answer', output: typeof answer === 'function' ? answer(input) : answer }
  }
  const run = await operator.run(['doctor', '--json'])
  expect(run.stderr).toBe('')
  return said(run).filter(({ about }) => about === 'permissions')
}

const asked = (operation: string) =>
  operator.calls.filter((call) => call.operation === operation).map(({ input }) => input)

/** A simulation that refuses these actions, as IAM tells it. */
const refusing =
  (actions: readonly string[], fields: JsonObject = {}) =>
  ({ ActionNames, PolicySourceArn }: Call['input']): JsonObject => ({
    EvaluationResults: [ActionNames].flat().map((EvalActionName) => ({
      EvalActionName,
      EvalDecision: actions.includes(String(EvalActionName)) ? 'implicitDeny' : 'allowed',
      ...(PolicySourceArn === undefined ? {} : fields),
    })),
    IsTruncated: false,
  })

describe('when somebody may look only', () => {
  it('says which commands are refused what, and which are not', async () => {
    const findings = await found({
      GetCallerIdentity: caller(USER),
      SimulatePrincipalPolicy: refusing(['secretsmanager:PutSecretValue', 'sqs:SendMessage']),
    })

    expect(findings).toMatchObject([
      {
        level: 'hint',
        text: expect.stringMatching(
          /^IAM does not allow secretsmanager:PutSecretValue on arn:aws:secretsmanager:us-east-1:.*, needed by authorize, client set, revive$/,
        ),
        remedy: `allow it to ${USER} if these commands are to be used`,
      },
      {
        level: 'hint',
        text: 'IAM does not allow sqs:SendMessage on arn:aws:sqs:us-east-1:000000000000:token-rotation, needed by authorize, revive, rotate',
      },
      { level: 'ok', text: expect.stringMatching(/^show and why may read /) },
      {
        level: 'ok',
        text: `add, pause, resume, export may do what they need, as IAM simulates it for ${USER}`,
      },
    ])
  })

  it('asks with the tags of a credential, which policies may look at', async () => {
    await found({ GetCallerIdentity: caller(USER) })
    const entries = asked('SimulatePrincipalPolicy').flatMap(({ ContextEntries }) => ContextEntries)

    expect(asked('SimulatePrincipalPolicy').map(({ PolicySourceArn }) => PolicySourceArn)).toEqual([
      USER,
      USER,
      USER,
    ])
    expect(entries).toContainEqual({
      ContextKeyName: 'aws:ResourceTag/token-rotation:provider',
      ContextKeyValues: [expect.stringMatching(/^[a-z-]+$/)],
      ContextKeyType: 'string',
    })
    expect(entries).toContainEqual({
      ContextKeyName: 'aws:TagKeys',
      ContextKeyValues: expect.arrayContaining(['token-rotation:provider']),
      ContextKeyType: 'stringList',
    })
  })

  it('says that it depends on what a simulation does not know', async () => {
    const findings = await found({
      GetCallerIdentity: caller(USER),
      SimulatePrincipalPolicy: refusing(['secretsmanager:UntagResource'], {
        MissingContextValues: ['aws:MultiFactorAuthPresent'],
      }),
    })

    expect(findings[0]).toMatchObject({
      level: 'hint',
      text: expect.stringMatching(
        /^IAM allows only under conditions \(aws:MultiFactorAuthPresent\): secretsmanager:UntagResource on .*, needed by resume$/,
      ),
    })
  })

  it('reads a long simulation page by page', async () => {
    const EvalActionName = 'secretsmanager:GetSecretValue'
    const findings = await found({
      GetCallerIdentity: caller(USER),
      SimulatePrincipalPolicy: ({ Marker, ActionNames }) =>
        Marker === undefined && [ActionNames].flat().includes(EvalActionName)
          ? { EvaluationResults: [], IsTruncated: true, Marker: 'second' }
          : {
              EvaluationResults:
                Marker === undefined ? [] : [{ EvalActionName, EvalDecision: 'explicitDeny' }],
              IsTruncated: false,
            },
    })

    expect(findings[0]).toMatchObject({
      level: 'hint',
      text: expect.stringMatching(/^IAM does not allow secretsmanager:GetSecretValue on /),
    })
  })

  it('promises nothing about a queue and a key that it does not know', async () => {
    const findings = await found({
      GetCallerIdentity: caller(USER),
      ListStackResources: { StackResourceSummaries: [] },
    })

    expect(findings.at(-1)).toMatchObject({
      level: 'ok',
      text: expect.stringMatching(/^add, client set, pause, resume, export may do what they need/),
    })
  })

  it('says so of what may not even be simulated', async () => {
    operator.faults.next = ({ operation }) =>
      operation === 'SimulatePrincipalPolicy'
        ? { kind: 'error', status: 403, code: 'AccessDenied', message: 'planted-1' }
        : undefined
    const run = await operator.run(['doctor', '--json'])

    expect(said(run)).toContainEqual({
      level: 'hint',
      about: 'permissions',
      text: 'not allowed: iam:SimulatePrincipalPolicy on arn:aws:iam::000000000000:user/local; this was not looked at',
      remedy: 'allow it to whoever runs this command, or run it as somebody else',
    })
  })
})

describe('when the caller is no plain user', () => {
  const session = 'arn:aws:sts::000000000000:assumed-role/AWSReservedSSO_Ops_0a1b/ada@acme.com'

  it('asks for the path of a role that a session does not tell', async () => {
    const Arn =
      'arn:aws:iam::000000000000:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Ops_0a1b'
    const Role = { Arn, RoleName: 'x', RoleId: 'x', Path: '/', CreateDate: '2026-01-02T03:04:05Z' }
    await found({ GetCallerIdentity: caller(session), GetRole: { Role } })

    expect(asked('GetRole')).toStrictEqual([{ RoleName: 'AWSReservedSSO_Ops_0a1b' }])
    expect(asked('SimulatePrincipalPolicy')[0]).toMatchObject({ PolicySourceArn: Arn })
  })

  it('takes a role without a path where it may not ask', async () => {
    await found({ GetCallerIdentity: caller(session) })

    expect(asked('SimulatePrincipalPolicy')[0]).toMatchObject({
      PolicySourceArn: 'arn:aws:iam::000000000000:role/AWSReservedSSO_Ops_0a1b',
    })
  })

  it.each([
    ['ok', 'arn:aws:iam::000000000000:root', 'you are the root'],
    ['hint', 'arn:aws:sts::000000000000:federated-user/ada', 'it is neither a user nor a role'],
  ])('simulates nothing, and gives %s for %s', async (level, arn, text) => {
    const findings = await found({ GetCallerIdentity: caller(arn) })

    expect(findings.filter((finding) => finding.text.includes(text))).toMatchObject([{ level }])
    expect(asked('SimulatePrincipalPolicy')).toStrictEqual([])
  })
})

describe('when the stack has a role for Rotate', () => {
  const ListStackResources = {
    StackResourceSummaries: [
      {
        LogicalResourceId: 'RotateRole0A1B2C3D',
        PhysicalResourceId: 'TokenRotation-RotateRole-xYz',
        ResourceType: 'AWS::IAM::Role',
        LastUpdatedTimestamp: '2026-01-02T03:04:05Z',
        ResourceStatus: 'CREATE_COMPLETE',
      },
    ],
  }
  const role = 'arn:aws:iam::000000000000:role/TokenRotation-RotateRole-xYz'

  it('says that it may refresh', async () => {
    expect((await found({ ListStackResources })).at(-1)).toStrictEqual({
      level: 'ok',
      about: 'permissions',
      text: 'Rotate may refresh credentials, as IAM simulates it',
    })
  })

  it('warns where a boundary or the organization forbids what the stack allows', async () => {
    const findings = await found({
      ListStackResources,
      SimulatePrincipalPolicy: (input) =>
        refusing(input.PolicySourceArn === role ? ['secretsmanager:PutSecretValue'] : [])(input),
    })

    // warnings come before what is well
    expect(findings[0]).toMatchObject({
      level: 'warning',
      text: expect.stringMatching(
        /^IAM does not allow that Rotate uses secretsmanager:PutSecretValue on arn:/,
      ),
      remedy: expect.stringContaining('TokenRotation-RotateRole-xYz'),
    })
  })
})
