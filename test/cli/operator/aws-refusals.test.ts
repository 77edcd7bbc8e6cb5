import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cliFile, type Operator, startOperator } from './operator-cli.ts'

/** The operator of a suite, and a way to have calls of some operations refused as long as wanted. */
const refusing =
  (operator: () => Operator) =>
  (
    operation: string,
    code: string,
    { times = Number.POSITIVE_INFINITY, message = 'not for you' } = {},
  ): { readonly count: number } => {
    const seen = { count: 0 }
    operator().faults.next = (call) => {
      if (call.operation !== operation) return undefined
      seen.count += 1
      return seen.count > times ? undefined : { kind: 'error', status: 400, code, message }
    }
    return seen
  }

describe('when AWS refuses a call', () => {
  let operator: Operator
  const refuse = refusing(() => operator)
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterAll(() => operator.stop())

  it.each([
    ['status', 'ListSecrets', 'not allowed: secretsmanager:ListSecrets on *'],
    ['status', 'BatchGetItem', 'not allowed: dynamodb:BatchGetItem on table/token-rotation'],
    ['cost', 'ListSecrets', 'not allowed: secretsmanager:ListSecrets on *'],
    [
      'show acme-crm/sales',
      'DescribeSecret',
      'not allowed: secretsmanager:DescribeSecret on secret acme-crm/sales',
    ],
    [
      'show acme-crm/sales',
      'ListSecretVersionIds',
      'not allowed: secretsmanager:ListSecretVersionIds on secret acme-crm/sales',
    ],
    [
      'why acme-crm/sales',
      'BatchGetItem',
      'not allowed: dynamodb:BatchGetItem on table/token-rotation',
    ],
  ])(
    '%s without %s names the action and the resource, and exits with 3',
    async (words, operation, message) => {
      refuse(operation, 'AccessDeniedException')

      expect(await operator.run(words.split(' '))).toStrictEqual({
        code: 3,
        stdout: '',
        stderr: `${message}\n`,
      })
    },
  )

  it('says that a ledger is missing where the stack is not', async () => {
    refuse('BatchGetItem', 'ResourceNotFoundException')

    expect(await operator.run(['status'])).toMatchObject({
      code: 3,
      stderr: 'dynamodb:BatchGetItem: no table/token-rotation in this region and account\n',
    })
  })

  it('still says that a secret is not there when names may not be listed', async () => {
    refuse('ListSecrets', 'AccessDeniedException')

    expect(await operator.run(['why', 'acme-crm/sale'])).toMatchObject({
      code: 1,
      stderr: 'no secret acme-crm/sale in us-east-1\n',
    })
  })
})

describe("when AWS refuses the key of a secret, which it calls a secret's own refusal", () => {
  let operator: Operator
  const refuse = refusing(() => operator)
  const refuseKey = (operation: string) =>
    refuse(operation, 'AccessDeniedException', { message: 'Access to KMS is not allowed' })
  const text = '{"client_id":"c","client_secret":"planted-s","refresh_token":"planted-r"}'
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterAll(() => operator.stop())

  it.each([
    [
      'reading',
      'GetSecretValue',
      'export retently/surveys --out nowhere.json',
      'kms:Decrypt on the key of secret retently/surveys',
    ],
    [
      'writing',
      'PutSecretValue',
      'add retently/surveys --provider retently --adopt --from -',
      'kms:GenerateDataKey or kms:Decrypt on the key of secret retently/surveys',
    ],
    [
      'making one',
      'CreateSecret',
      'add crm/new --provider retently --from - --kms-key alias/mine',
      'kms:GenerateDataKey or kms:Decrypt on the key of secret crm/new',
    ],
  ])('names what %s does with the key', async (_, operation, words, action) => {
    refuseKey(operation)

    expect(await operator.run(words.split(' '), { input: text })).toStrictEqual({
      code: 3,
      stdout: '',
      stderr: `not allowed: ${action}\n`,
    })
  })

  it("goes on where it is the client's secret that may not be read, and says so", async () => {
    refuseKey('GetSecretValue')
    const words = 'add crm/clientless --provider hubspot --from - --dry-run'
    const result = await operator.run(words.split(' '), { input: '{"refresh_token":"planted-r"}' })

    expect(result.code).toBe(0)
    expect(result.stdout).toContain(
      'its client is in token-rotation/clients/hubspot, which you may not read',
    )
  })
})

describe('when the account is throttled', () => {
  let operator: Operator
  const refuse = refusing(() => operator)
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterAll(() => operator.stop())

  it('slows down and goes on', async () => {
    const seen = refuse('ListSecrets', 'ThrottlingException', { times: 4 })
    const { code, stdout, stderr } = await operator.run(['status'])

    expect(seen.count).toBe(5)
    expect(stdout).toContain('7 credentials: 7 new')
    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: '' })
  })
})

describe('when AWS cannot be reached', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterAll(() => operator.stop())

  it('says so after its tries, and exits with 3', async () => {
    const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }

    expect(await operator.run(['status'], { env })).toStrictEqual({
      code: 3,
      stdout: '',
      stderr:
        'cannot reach AWS for secretsmanager:ListSecrets (ECONNREFUSED): check the region, the network and AWS_ENDPOINT_URL\n',
    })
  })

  it('says that there are no credentials', async () => {
    const env = {
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
      AWS_CONFIG_FILE: '/nowhere',
    }

    expect(await operator.run(['status'], { env })).toStrictEqual({
      code: 3,
      stdout: '',
      stderr: 'no AWS credentials: sign in, or set AWS_PROFILE\n',
    })
  })
})

describe('when Ctrl-C comes in the middle of a call', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterAll(() => operator.stop())

  it('ends with 130', async () => {
    const child = spawn(process.execPath, [cliFile, 'status'], {
      env: operator.environment,
      stdio: 'ignore',
    })
    operator.faults.next = ({ operation }) => {
      if (operation !== 'ListSecrets') return undefined
      child.kill('SIGINT')
      return { kind: 'drop' }
    }
    const [code] = await once(child, 'close')

    expect(code).toBe(130)
  })
})
