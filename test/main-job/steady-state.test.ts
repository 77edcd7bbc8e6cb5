import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { currentVersion, operations, secretNamed, startDemo } from './demo.ts'

describe('when a credential is in steady state', () => {
  let demo: Awaited<ReturnType<typeof startDemo>>
  let secrets: SecretsManagerClient
  let sqs: SQSClient

  beforeAll(async () => {
    demo = await startDemo()
    await demo.sweep()
    secrets = new SecretsManagerClient(demo.account.access)
    sqs = new SQSClient(demo.account.access)
  })
  afterAll(async () => {
    secrets.destroy()
    sqs.destroy()
    await demo.account.stop()
  })

  const ask = async (name: string): Promise<readonly string[]> => {
    demo.calls.length = 0
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: demo.account.queueUrl,
        MessageBody: JSON.stringify({
          kind: 'refresh',
          secretArn: secretNamed(demo.account, name).arn,
          versionId: currentVersion(demo.account, name).id,
        }),
      }),
    )
    await demo.account.settled()
    return operations(demo.calls).filter((operation) => operation !== 'SendMessage')
  }

  /** A person replaces the text with a fresh grant whose access token is over. */
  const consentAgain = async (name: string): Promise<void> => {
    const tokens = await demo.account.authorizationServer.issue('local-acme-billing')
    await secrets.send(
      new PutSecretValueCommand({
        SecretId: name,
        SecretString: JSON.stringify({ refreshToken: tokens.refreshToken }),
      }),
    )
  }

  it('costs for one refresh four calls to Secrets Manager, three ledger writes and one event', async () => {
    const names = ['billing/a', 'billing/b', 'billing/c', 'billing/d', 'billing/e', 'billing/f']
    for (const name of names) {
      await secrets.send(
        new CreateSecretCommand({
          Name: name,
          SecretString: '{}',
          Tags: [{ Key: 'token-rotation:provider', Value: 'acme-billing' }],
        }),
      )
      await consentAgain(name)
    }
    const costs = []
    for (const name of names) costs.push(await ask(name))

    // a container that is new reads the client and the circuit breaker once, before its first request
    const cached = costs.filter((cost) => !cost.includes('GetItem'))
    expect(cached.length).toBeGreaterThan(0)
    expect(new Set(cached.map((cost) => cost.join(' ')))).toStrictEqual(
      new Set([
        'UpdateItem DescribeSecret GetSecretValue UpdateItem PutSecretValue UpdateSecretVersionStage UpdateItem PutEvents',
      ]),
    )
  })

  it('costs a new container two reads more: of the client, and of the circuit breaker', async () => {
    const name = 'billing/cold'
    await secrets.send(
      new CreateSecretCommand({
        Name: name,
        SecretString: '{}',
        Tags: [{ Key: 'token-rotation:provider', Value: 'acme-billing' }],
      }),
    )
    await consentAgain(name)
    await demo.account.crashRotate()

    expect(await ask(name)).toStrictEqual([
      'UpdateItem',
      'DescribeSecret',
      'GetSecretValue',
      'GetSecretValue',
      'GetItem',
      'UpdateItem',
      'PutSecretValue',
      'UpdateSecretVersionStage',
      'UpdateItem',
      'PutEvents',
    ])
  })

  it('stores the answer over a connection that was open before the request', async () => {
    const name = 'billing/warm'
    await secrets.send(
      new CreateSecretCommand({
        Name: name,
        SecretString: '{}',
        Tags: [{ Key: 'token-rotation:provider', Value: 'acme-billing' }],
      }),
    )
    await consentAgain(name)
    await ask(name)
    const connectionOf = (operation: string) =>
      demo.calls.find((call) => call.operation === operation)?.connection

    expect(connectionOf('PutSecretValue')).toStrictEqual(expect.any(Number))
    expect(connectionOf('PutSecretValue')).toBe(connectionOf('GetSecretValue'))
  })

  it('costs a look for a message too many', async () => {
    expect(await ask('acme-crm/support')).toStrictEqual([
      'UpdateItem',
      'DescribeSecret',
      'GetSecretValue',
      'UpdateItem',
    ])
  })
})
