import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dynamoDbLedger } from '../../../lib/aws/ledger.ts'
import { later } from '../../../lib/rotation/schedule.ts'
import { currentText, secretNamed } from '../../main-job/demo.ts'
import { type CommandRun, type Operator, startOperator } from './operator-cli.ts'

/** Makes another queue in the account, from which nobody receives, and gives its URL. */
const makeQueue = async ({ account }: Operator, QueueName: string): Promise<string> => {
  await fetch(account.access.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'AmazonSQS.CreateQueue',
      authorization: 'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/sqs/aws4_request',
    },
    body: JSON.stringify({ QueueName }),
  })
  return new URL(QueueName, account.queueUrl).href
}

describe('when credentials are to be refreshed now', () => {
  let operator: Operator
  let before: string
  let rotated: CommandRun
  beforeAll(async () => {
    operator = await startOperator()
    before = currentText(operator.account, 'acme-crm/support')
    rotated = await operator.run(['rotate', 'acme-crm/support', 'retently/former-admin'])
  })
  afterAll(() => operator.stop())

  it('refreshes one that is not due, and tells what came of each', () => {
    const lines = rotated.stdout.split('\n')

    expect(currentText(operator.account, 'acme-crm/support')).not.toBe(before)
    expect(lines).toContain('acme-crm/support: asked for; waiting up to 180 s')
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^acme-crm\/support: refreshed; the access token ends in 60 min; next look in \d+ min$/,
      ),
    )
    expect(lines).toContain(
      'retently/former-admin: reauthorize: Retently rejected the refresh token (invalid_grant); a person must log in again at Retently and put the new tokens into the secret',
    )
  })

  it('exits with 1, since one is in trouble', () => {
    expect([rotated.code, rotated.stderr]).toStrictEqual([1, ''])
  })

  it('says of one that was just refreshed when it can be again', async () => {
    const { code, stdout } = await operator.run(['rotate', 'acme-crm/support', '--json'])
    const { nextAt, ...rest } = JSON.parse(stdout)

    expect({ code, ...rest }).toStrictEqual({
      code: 0,
      name: 'acme-crm/support',
      arn: secretNamed(operator.account, 'acme-crm/support').arn,
      result: 'planned',
    })
    const minutes = (Date.parse(nextAt) - Date.now()) / 60_000
    expect(minutes).toBeGreaterThan(13)
    expect(minutes).toBeLessThanOrEqual(16)
  })
})

describe('when nobody answers', () => {
  let operator: Operator
  let words: readonly string[]
  beforeAll(async () => {
    operator = await startOperator()
    const queueUrl = await makeQueue(operator, 'nobody-receives')
    words = ['rotate', 'acme-crm/support', '--queue-url', queueUrl]
  })
  afterAll(() => operator.stop())

  it('says so after the time, and exits with 1', async () => {
    const result = await operator.run([...words, '--wait', '1'])

    expect(result).toStrictEqual({
      code: 1,
      stderr: '',
      stdout:
        'acme-crm/support: asked for; waiting up to 1 s\n' +
        'acme-crm/support: no result in 1 s; it goes on without this command, see: token-rotation show acme-crm/support\n',
    })
  })

  it('does not wait where it was told not to', async () => {
    expect(await operator.run([...words, '--no-wait'])).toStrictEqual({
      code: 0,
      stderr: '',
      stdout: 'acme-crm/support: asked for\n',
    })
  })

  it('ends at Ctrl-C with 130, and says that the refresh goes on', async () => {
    const child = operator.start(words)
    child.stdout.once('data', () => child.kill('SIGINT'))

    expect(await operator.end(child)).toStrictEqual({
      code: 130,
      stderr: '',
      stdout:
        'acme-crm/support: asked for; waiting up to 180 s\n' +
        'acme-crm/support: no longer waited for; the refresh goes on without this command\n',
    })
  })
})

describe('when somebody is at the secret already', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
    const { access, ledgerTable } = operator.account
    const client = new DynamoDBClient(access)
    await dynamoDbLedger(client, ledgerTable).acquire(
      secretNamed(operator.account, 'acme-crm/support').arn,
      { holder: 'somebody', now: new Date(), until: later(new Date(), 150) },
    )()
    client.destroy()
  })
  afterAll(() => operator.stop())

  it('says so, and does not get in the way', async () => {
    const before = currentText(operator.account, 'acme-crm/support')
    const { code, stdout } = await operator.run(['rotate', 'acme-crm/support', '--wait', '1'])

    expect([code, stdout.split('\n')[0]]).toStrictEqual([
      1,
      'acme-crm/support: asked for, and somebody is at it already; waiting up to 1 s',
    ])
    expect(currentText(operator.account, 'acme-crm/support')).toBe(before)
  })
})

describe('when AWS refuses the message', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterAll(() => operator.stop())

  it.each([
    ['AccessDenied', 'not allowed: sqs:SendMessage on queue '],
    ['KmsAccessDenied', 'not allowed: kms:GenerateDataKey on the key of queue '],
  ])('names after %s what is missing', async (code, message) => {
    operator.faults.next = ({ operation }) =>
      operation === 'SendMessage'
        ? { kind: 'error', status: 400, code, message: 'planted-message' }
        : undefined
    const result = await operator.run(['rotate', 'acme-crm/support'])
    operator.faults.next = undefined

    expect(result).toStrictEqual({
      code: 3,
      stdout: '',
      stderr: `${message}${operator.account.queueUrl}\n`,
    })
  })
})

describe('when the queue has to be found', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterAll(() => operator.stop())

  const rotate = (...words: readonly string[]) =>
    operator.run(['rotate', 'acme-crm/support', '--no-wait', ...words], {
      env: { TOKEN_ROTATION_QUEUE_URL: '' },
    })
  const sentTo = () =>
    operator.calls
      .filter(({ operation }) => operation === 'SendMessage')
      .map(({ input }) => String(input.QueueUrl).split('/').at(-1))

  it('takes the one queue that the stack made, and asks where it is not one', async () => {
    const none = await rotate()
    await makeQueue(operator, 'TokenRotation-DeadLetterQueue0A1B-x')
    await makeQueue(operator, 'TokenRotation-Queue4A7E-x')
    await makeQueue(operator, 'Other-Queue4A7E-x')
    operator.calls.length = 0
    const one = await rotate()
    const sent = sentTo()
    await makeQueue(operator, 'TokenRotation-Queue9F9F-y')
    const two = await rotate()

    expect(none).toStrictEqual({
      code: 1,
      stdout: '',
      stderr:
        "no queue of a stack TokenRotation in us-east-1: give --stack, or --queue-url with the stack's output QueueUrl\n",
    })
    expect([one.code, sent]).toStrictEqual([0, ['TokenRotation-Queue4A7E-x']])
    expect([two.code, two.stderr]).toStrictEqual([
      1,
      "2 queues of a stack TokenRotation in us-east-1: give --stack, or --queue-url with the stack's output QueueUrl\n",
    ])
    expect((await rotate('--stack', 'Other')).code).toBe(0)
  })
})

describe('when one of several cannot be refreshed', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterAll(() => operator.stop())

  it('asks for none of them', async () => {
    await operator.run(['pause', 'retently/surveys'])
    operator.calls.length = 0
    const result = await operator.run(['rotate', 'acme-crm/support', 'retently/surveys'])

    expect(result).toStrictEqual({
      code: 1,
      stdout: '',
      stderr:
        'secret retently/surveys: it is paused; to go on: token-rotation resume retently/surveys\n',
    })
    expect(operator.calls.map(({ operation }) => operation)).not.toContain('SendMessage')
  })
})
