import { readFileSync } from 'node:fs'
import {
  CreateSecretCommand,
  SecretsManagerClient,
  TagResourceCommand,
} from '@aws-sdk/client-secrets-manager'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FormatId } from '../../../lib/credential/formats.ts'
import { operations } from '../../main-job/demo.ts'
import { type CommandRun, cliFile, type Operator, startOperator } from './operator-cli.ts'
import { type Said, said } from './said.ts'

const about = (run: CommandRun, what: string): readonly Said[] =>
  said(run).filter((finding) => finding.about === what)

const create = (name: string, tags: Readonly<Record<string, string>>, text?: string) =>
  new CreateSecretCommand({
    Name: name,
    SecretString: text,
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  })

describe('when a fleet was swept', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
    await operator.sweep()
  })
  afterAll(() => operator.stop())

  it('tells what is in trouble first, each with its remedy, and what it did not look at', async () => {
    const { code, stdout, stderr } = await operator.run([
      'doctor',
      '--providers',
      operator.providers,
    ])

    expect({ code, stderr }).toStrictEqual({ code: 1, stderr: '' })
    expect(
      stdout
        .replace(/\d+ s ago/, 'AGO')
        .replace(/read \S+ and/, 'read NAME and')
        .split('\nnot looked at')[0],
    ).toBe(`trouble        credentials     the secret or its tags cannot be used: acme-crm/typo
                               token-rotation show <name> tells which field or tag
trouble        credentials     a person must consent again: retently/former-admin
                               token-rotation revive <name>
hint           tags            provider acme-billing is known to the deployment, but not here: acme-billing/invoices
                               give the deployment's definitions with --providers
ok             region          us-east-1, and AWS accepts the credentials
ok             clock           this machine's clock agrees with that of AWS
ok             stack           TokenRotation is CREATE_COMPLETE
ok             resources       Sweep, Rotate, NativeRotation, Queue, DeadLetterQueue, Ledger, Bus, Schedule, Key: all in the stack
ok             schedule        TokenRotation-Schedule is enabled, with rate(5 minutes)
ok             queue           0 to be taken, 0 in work, 0 not due yet
ok             dead letters    none
ok             ledger          table/token-rotation can be read
ok             fleet           7 credentials, the last refresh AGO
ok             quota           about 4 refreshes in the last hour, less than 1 % of the 50 writes a second that the account has
ok             permissions     show and why may read NAME and its versions
ok             permissions     add, authorize, client set, pause, resume, revive, export, rotate may do what they need, as IAM simulates it for arn:aws:iam::000000000000:user/local`)
    expect(stdout).toContain('aws cloudformation detect-stack-drift --region us-east-1')
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('trouble 2, hint 1, ok 12, not looked at 4')
  })

  it('reads no value and writes nothing', async () => {
    operator.calls.length = 0
    await operator.run(['doctor'])

    expect([...new Set(operations(operator.calls))].sort()).toStrictEqual([
      'BatchGetItem',
      'DescribeSecret',
      'DescribeStacks',
      'GetCallerIdentity',
      'GetSchedule',
      'ListSecretVersionIds',
      'ListSecrets',
      'ListStackResources',
      'SimulatePrincipalPolicy',
    ])
  })

  it('alone loads what only it asks, so that no other command starts later', () => {
    const bundle = readFileSync(cliFile, 'utf8')
    const loaded = (how: string) =>
      ['cloudformation', 'scheduler', 'iam', 'sts'].filter((service) =>
        bundle.includes(`${how}"@aws-sdk/client-${service}"`),
      )

    expect(loaded('import(')).toStrictEqual(['cloudformation', 'scheduler', 'iam', 'sts'])
    expect(loaded('from ')).toStrictEqual([])
  })

  it('says that the queue is not there when it cannot be found', async () => {
    const run = await operator.run(['doctor', '--json', '--stack', 'Other'], {
      env: { TOKEN_ROTATION_QUEUE_URL: '' },
    })

    expect(about(run, 'queue')).toMatchObject([
      { level: 'trouble', text: expect.stringContaining('no queue of a stack Other') },
    ])
  })
})

describe('when tags and names are not as they should be', () => {
  let operator: Operator
  let run: CommandRun
  beforeAll(async () => {
    operator = await startOperator()
    const client = new SecretsManagerClient(operator.account.access)
    const provider = (id: string) => ({ 'token-rotation:provider': id })
    const secrets = [
      create('wrong/provider', provider('hubspto'), '{}'),
      create('wrong/parameter', { ...provider('hubspot'), 'token-rotation:param:x': '1' }, '{}'),
      create('wrong/key', { ...provider('acme-crm'), 'token-rotation:formt': 'x' }, '{}'),
      create(
        'wrong/format',
        { ...provider('acme-crm'), 'token-rotation:format': 'planted-1' },
        '{}',
      ),
      create('wrong/client', { ...provider('acme-crm'), 'token-rotation:client': 'gone' }, '{}'),
      create('half/tagged', { 'token-rotation:client': 'hubspot' }, '{}'),
      create('no/version', provider('acme-crm')),
      create('teams/hubspot/sales', {}, 'planted-2'),
      create('crm-oauth', {}, 'planted-3'),
      create('hubspot/api-key', {}, 'planted-4'),
      create('database', {}, 'planted-5'),
      create('token-rotation/clients/google-oauth', {}, 'planted-6'),
    ]
    for (const command of secrets) await client.send(command)
    await client.send(
      new TagResourceCommand({ SecretId: 'database', Tags: [{ Key: 'team', Value: 'data' }] }),
    )
    client.destroy()
    run = await operator.run(['doctor', '--json', '--providers', operator.providers])
  })
  afterAll(() => operator.stop())

  it('names the tag and what was expected, never its value', () => {
    const texts = about(run, 'tags').map(({ level, text }) => `${level}: ${text}`)

    expect(texts.filter((text) => /(wrong|half|no)\//.test(text)).sort()).toStrictEqual([
      `trouble: tag token-rotation:format: expected ${FormatId.name}: wrong/format`,
      'trouble: tag token-rotation:provider: expected the id of a provider that this deployment knows; did you mean hubspot or gusto?: wrong/provider',
      'warning: no version is labelled AWSCURRENT, so it is left alone: no/version',
      'warning: tag token-rotation:formt means nothing; did you mean format?: wrong/key',
      'warning: tag token-rotation:param:x means nothing, since the token URL of hubspot has no such variable: wrong/parameter',
      'warning: tags of a credential, but no token-rotation:provider, so it is left alone: half/tagged',
    ])
  })

  it('says which client is missing, and how to set it', () => {
    expect(about(run, 'clients')).toContainEqual({
      level: 'warning',
      about: 'clients',
      text: 'no secret token-rotation/clients/gone, which is needed unless the credential carries its client: wrong/client',
      remedy: 'token-rotation client set gone --provider acme-crm',
    })
  })

  it('tells by the name alone what could be adopted', () => {
    const hints = [
      {
        level: 'hint',
        about: 'adoption',
        text: 'may be OAuth credentials of hubspot by the name, and carry no tag: teams/hubspot/sales',
        remedy: 'token-rotation add <name> --provider hubspot --adopt --dry-run',
      },
      {
        level: 'hint',
        about: 'adoption',
        text: 'may be OAuth credentials by the name, and carry no tag: crm-oauth',
        remedy: 'token-rotation add <name> --provider <id> --adopt --dry-run',
      },
    ]

    // AWS promises no order in which it lists secrets
    expect(new Set(about(run, 'adoption'))).toStrictEqual(new Set(hints))
  })

  it('says that no run has looked at the fleet', () => {
    expect(about(run, 'fleet')).toMatchObject([
      {
        level: 'warning',
        text: '12 credentials, the last refresh never; no run has looked at 12 of them yet',
      },
    ])
  })

  it('exits with 1', () => {
    expect(run.code).toBe(1)
  })
})

describe('when messages were given up', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
    const sqs = new SQSClient(operator.account.access)
    const { queueUrl, queue } = operator.account
    const url = queueUrl.replace(queue.queueName, queue.deadLetterQueueName)
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: '{}' }))
    sqs.destroy()
  })
  afterAll(() => operator.stop())

  it('counts them and says how to be rid of them', async () => {
    const [finding] = about(await operator.run(['doctor', '--json']), 'dead letters')

    expect(finding).toMatchObject({
      level: 'warning',
      text: expect.stringMatching(/^1 given up after five tries;/),
      remedy: expect.stringContaining('aws sqs purge-queue --queue-url http'),
    })
  })
})

describe('when AWS refuses a look', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterAll(() => operator.stop())

  const refuse = (operation: string, code: string): void => {
    operator.faults.next = (call) =>
      call.operation === operation
        ? { kind: 'error', status: 400, code, message: 'planted-7' }
        : undefined
  }

  it.each([
    ['ListSecrets', 'secretsmanager:ListSecrets on *'],
    ['BatchGetItem', 'dynamodb:BatchGetItem on table/token-rotation'],
    ['GetQueueAttributes', 'sqs:GetQueueAttributes on queue token-rotation'],
    ['DescribeSecret', 'secretsmanager:DescribeSecret on secret arn:'],
    ['ListSecretVersionIds', 'secretsmanager:ListSecretVersionIds on secret '],
    ['DescribeStacks', 'cloudformation:DescribeStacks on stack TokenRotation'],
    ['ListStackResources', 'cloudformation:ListStackResources on stack TokenRotation'],
    ['GetSchedule', 'scheduler:GetSchedule on schedule TokenRotation-Schedule'],
    ['SimulatePrincipalPolicy', 'iam:SimulatePrincipalPolicy on arn:aws:iam::'],
  ])(
    'without %s it names action and resource as a hint, and goes on',
    async (operation, message) => {
      refuse(operation, 'AccessDeniedException')
      const run = await operator.run(['doctor', '--json', '--providers', operator.providers])
      const refusals = said(run).filter(({ text }) => text.startsWith('not allowed: '))

      expect(refusals).toHaveLength(1)
      expect(refusals[0]).toMatchObject({ level: 'hint' })
      expect(refusals[0]?.text).toContain(`not allowed: ${message}`)
      expect(about(run, 'region')).toMatchObject([{ level: 'ok' }])
      expect(run.stderr).toBe('')
    },
  )

  it('says that the stack is not here when its ledger is not', async () => {
    refuse('BatchGetItem', 'ResourceNotFoundException')
    const run = await operator.run(['doctor', '--json'])

    expect(run.code).toBe(1)
    expect(about(run, 'ledger')).toStrictEqual([
      {
        level: 'trouble',
        about: 'ledger',
        text: 'dynamodb:BatchGetItem: no table/token-rotation in this region and account',
        remedy: 'deploy the stack here, or say where it is: --region, --tag-prefix',
      },
    ])
  })
})

describe('when there is no account to ask', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterAll(() => operator.stop())

  it('says so once, and what it could not look at', async () => {
    const env = {
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
      AWS_CONFIG_FILE: '/nowhere',
    }
    const run = await operator.run(['doctor', '--json'], { env })
    const [first, ...others] = said(run)

    expect(run.code).toBe(1)
    expect(first).toMatchObject({
      level: 'trouble',
      about: 'region',
      text: 'no AWS credentials: sign in, or set AWS_PROFILE',
    })
    expect(new Set(others.map(({ level }) => level))).toStrictEqual(new Set(['not looked at']))
  })
})
