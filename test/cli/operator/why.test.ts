import {
  CreateSecretCommand,
  SecretsManagerClient,
  TagResourceCommand,
} from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { operations } from '../../main-job/demo.ts'
import { type Operator, startOperator } from './operator-cli.ts'

describe('when credentials were looked at', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
    await operator.sweep()
    const client = new SecretsManagerClient(operator.account.access)
    await client.send(
      new TagResourceCommand({
        SecretId: 'retently/surveys',
        Tags: [{ Key: 'token-rotation:paused', Value: 'audit' }],
      }),
    )
    await client.send(new CreateSecretCommand({ Name: 'not-ours', SecretString: 'planted-2' }))
    client.destroy()
  })
  afterAll(() => operator.stop())

  it('tells every step of a decision', async () => {
    const words = ['why', 'acme-crm/sales', '--providers', operator.providers]
    const { code, stdout } = await operator.run(words)

    expect(
      stdout.replace(/\S+Z( \(in \d+ min\))?/g, 'DATE'),
    ).toBe(`acme-crm/sales: not due before DATE
  1. is it one of the fleet? yes
  2. does the ledger know it? yes, as active
  3. is somebody at it? no
  4. was a run cut off? no
  5. has it a date? yes
  6. are its tags those of the last look? yes
  7. is its version the one that was left? yes
  8. when is it due? DATE
  9. is an end of its grant to be told? no
  10. does the provider acme-crm answer? as far as is known
  note: it was refreshed a short time ago: not again before DATE
`)
    expect(code).toBe(0)
  })

  it('reads no value', async () => {
    operator.calls.length = 0
    await operator.run(['why', 'acme-crm/sales'])

    expect([...new Set(operations(operator.calls))].sort()).toStrictEqual([
      'BatchGetItem',
      'DescribeSecret',
    ])
  })

  it('says that new tags are looked at, and that nothing is begun while it is paused', async () => {
    const { stdout } = await operator.run(['why', 'retently/surveys', '--json'])
    const { steps, isSent, obstacles } = JSON.parse(stdout)

    expect(isSent).toBe(true)
    expect(steps.at(-1)).toStrictEqual({
      question: 'are its tags those of the last look?',
      answer: 'no: due at once',
      decides: true,
    })
    expect(obstacles[0]).toBe(
      'it is paused: nothing new is begun until the tag token-rotation:paused is removed',
    )
  })

  it('says that a secret without the tag is left alone', async () => {
    const { stdout } = await operator.run(['why', 'not-ours'])

    expect(stdout).toBe(
      'not-ours: left alone\n  1. is it one of the fleet? no, it is left out: not tagged\n',
    )
  })

  it('says what a provider may be that the catalogue does not know', async () => {
    const { stdout } = await operator.run(['why', 'acme-billing/invoices'])

    expect(stdout).toContain('the catalogue has no provider acme-billing')
  })
})
