import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { currentText, refreshTokenOf, secretNamed, startDemo } from './demo.ts'

const NAME = 'acme-billing/crash'

describe.each([
  [
    'after the refreshed token is stored and before it is promoted',
    'UpdateSecretVersionStage',
    'drop',
  ],
  ['after it is promoted and before the ledger knows', 'UpdateSecretVersionStage', 'lose-reply'],
] as const)('when the function is killed %s', (_, operation, kind) => {
  let demo: Awaited<ReturnType<typeof startDemo>>
  let afterCrash: { readonly refreshes: number; readonly token: string }

  beforeAll(async () => {
    demo = await startDemo()
    await demo.sweep()
    await createDueSecret()
    let crash: Promise<void> | undefined
    demo.faults.next = (call) => {
      if (call.operation !== operation || crash !== undefined) return undefined
      crash = demo.account.crashRotate()
      return { kind }
    }
    await demo.sweep()
    await crash
    afterCrash = {
      refreshes: demo.account.authorizationServer.refreshes(),
      token: refreshTokenOf(currentText(demo.account, NAME)),
    }
    await endLease()
    await demo.sweep()
  })
  afterAll(() => demo.account.stop())

  const createDueSecret = async (): Promise<void> => {
    const client = new SecretsManagerClient(demo.account.access)
    const { refreshToken } = await demo.account.authorizationServer.issue('local-acme-billing')
    await client.send(
      new CreateSecretCommand({
        Name: NAME,
        SecretString: JSON.stringify({ refreshToken }),
        Tags: [{ Key: 'token-rotation:provider', Value: 'acme-billing' }],
      }),
    )
    client.destroy()
  }

  /** The lease of a killed function runs out by itself after 150 s, which nobody wants to wait for here. */
  const endLease = async (): Promise<void> => {
    const client = new DynamoDBClient(demo.account.access)
    await client.send(
      new UpdateItemCommand({
        TableName: demo.account.ledgerTable,
        Key: { id: { S: secretNamed(demo.account, NAME).arn } },
        UpdateExpression: 'SET #lease.#until = :past',
        ExpressionAttributeNames: { '#lease': 'lease', '#until': 'until' },
        ExpressionAttributeValues: { ':past': { S: '2026-01-01T00:00:00.000Z' } },
      }),
    )
    client.destroy()
  }

  it('finishes in the next run, without another request', async () => {
    const { stateOf, refreshes } = demo.account.authorizationServer
    const token = refreshTokenOf(currentText(demo.account, NAME))

    expect(await stateOf(token)).toBe('usable')
    expect(refreshes()).toBe(afterCrash.refreshes)
    expect(token === afterCrash.token).toBe(kind === 'lose-reply')
  })

  it('tells of the refresh all the same', () => {
    const told = demo.account.eventBridge
      .events()
      .filter(({ resources }) => resources.includes(secretNamed(demo.account, NAME).arn))

    expect(told.map(({ detailType }) => detailType)).toStrictEqual(['Token Refreshed'])
  })
})
