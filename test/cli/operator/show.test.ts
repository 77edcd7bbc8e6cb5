import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { operations, secretNamed } from '../../main-job/demo.ts'
import { type Operator, startOperator } from './operator-cli.ts'

describe('when a credential was refreshed', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
    await operator.sweep()
  })
  afterAll(() => operator.stop())

  it('shows what is known of it, its tags and its history', async () => {
    const { code, stdout, stderr } = await operator.run(['show', 'acme-crm/sales'])
    const { arn, versions } = secretNamed(operator.account, 'acme-crm/sales')
    const [first, second] = versions

    expect(stdout).toMatch(/^acme-crm\/sales\n/)
    expect(stdout).toContain(`ARN                ${arn}\n`)
    expect(stdout).toMatch(/status {13}active\n/)
    expect(stdout).toMatch(/next look {10}\S+Z \(in 4\d min\)\n/)
    expect(stdout).toContain('tags\n  token-rotation:provider  acme-crm\n')
    expect(stdout).toContain(
      `${second?.id}  AWSCURRENT TOKEN_ROTATION_PENDING  refreshed from ${first?.id}`,
    )
    expect(stdout).toContain(`${first?.id}  AWSPREVIOUS  the oldest that is kept; last read on `)
    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: '' })
  })

  it('finds it by its ARN, and reads no value', async () => {
    const { arn } = secretNamed(operator.account, 'acme-crm/sales')
    operator.calls.length = 0
    const { stdout } = await operator.run(['show', arn])

    expect(stdout).toMatch(/^acme-crm\/sales\n/)
    expect([...operations(operator.calls)].sort()).toStrictEqual([
      'BatchGetItem',
      'DescribeSecret',
      'ListSecretVersionIds',
    ])
  })

  it('writes the same as JSON, without fingerprints', async () => {
    const { stdout } = await operator.run(['show', 'acme-crm/sales', '--json'])
    const shown = JSON.parse(stdout)

    expect(Object.keys(shown).sort()).toStrictEqual([
      'arn',
      'expiresAt',
      'format',
      'isAtWork',
      'isDeleted',
      'name',
      'nextAt',
      'provider',
      'refreshedAt',
      'rotatesNatively',
      'status',
      'tags',
      'versions',
      'writes',
    ])
    expect(shown.versions).toHaveLength(2)
  })

  it('exits with 1 when it needs a person, and says what to do', async () => {
    const { code, stdout } = await operator.run(['show', 'retently/former-admin'])

    expect(stdout).toContain('put the new tokens into the secret [grant_rejected]\n')
    expect(code).toBe(1)
  })

  it.each([
    ['acme-crm/sale', 'no secret acme-crm/sale in us-east-1; did you mean acme-crm/sales?\n'],
    ['a b', 'no secret a b in us-east-1\n'],
    ['nothing-like-it-at-all', 'no secret nothing-like-it-at-all in us-east-1\n'],
  ])('has an idea, or none, of what %j may stand for', async (name, message) => {
    expect(await operator.run(['show', name])).toStrictEqual({
      code: 1,
      stdout: '',
      stderr: message,
    })
  })
})

describe('when somebody wrote a credential after its refresh', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
    await operator.sweep()
    const client = new SecretsManagerClient(operator.account.access)
    await client.send(
      new PutSecretValueCommand({
        SecretId: 'acme-crm/sales',
        SecretString: '{"refresh_token":"planted-1"}',
      }),
    )
    client.destroy()
  })
  afterAll(() => operator.stop())

  it('tells the edit from the refresh', async () => {
    const { stdout } = await operator.run(['show', 'acme-crm/sales'])

    expect(stdout).toContain('AWSCURRENT  written by somebody else; not looked at yet\n')
    expect(stdout).toMatch(
      /AWSPREVIOUS.* {2}refreshed from \S+; the current one when it was last looked at/,
    )
    expect(stdout).toMatch(/next look +now\n/)
  })

  it('says why it is due', async () => {
    const { code, stdout } = await operator.run(['why', 'acme-crm/sales'])

    expect(stdout).toMatch(/^acme-crm\/sales: due now: the next sweep sends it\n/)
    expect(stdout).toContain(
      '  7. is its version the one that was left? no, somebody wrote it: due at once\n',
    )
    expect(stdout).not.toContain('  8.')
    expect(code).toBe(0)
  })
})
