import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SQSClient } from '@aws-sdk/client-sqs'
import * as E from 'fp-ts/Either'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Deployment } from '../../../lib/cli/operator/deployment.ts'
import { fleetPages } from '../../../lib/cli/operator/fleet-pages.ts'
import { operations } from '../../main-job/demo.ts'
import { type Operator, startOperator } from './operator-cli.ts'

describe('when a fleet has more credentials than a page', () => {
  let operator: Operator
  let deployment: Deployment
  beforeAll(async () => {
    operator = await startOperator()
    const { access, ledgerTable } = operator.account
    const secretsManager = new SecretsManagerClient(access)
    deployment = {
      tagPrefix: 'token-rotation',
      region: access.region,
      secretsManager,
      dynamoDb: new DynamoDBClient(access),
      sqs: new SQSClient(access),
      ledgerTable,
      now: () => new Date(),
      close: () => {},
    }
    for (let i = 0; i < 230; i++)
      await secretsManager.send(
        new CreateSecretCommand({
          Name: `many/${i}`,
          SecretString: '{}',
          Tags: [{ Key: 'token-rotation:provider', Value: 'acme-crm' }],
        }),
      )
    await secretsManager.send(
      new CreateSecretCommand({
        Name: 'no-version',
        Tags: [{ Key: 'token-rotation:provider', Value: 'acme-crm' }],
      }),
    )
    await secretsManager.send(
      new CreateSecretCommand({
        Name: 'other-tag',
        SecretString: '{}',
        Tags: [{ Key: 'token-rotation:provider-of-tea', Value: 'acme-crm' }],
      }),
    )
  })
  afterAll(async () => {
    deployment.secretsManager.destroy()
    deployment.dynamoDb.destroy()
    deployment.sqs.destroy()
    await operator.stop()
  })

  it('gives each page before it asks for the next one', async () => {
    const pages = fleetPages(deployment)
    operator.calls.length = 0
    const counts: number[] = []
    for (let page = await pages.next(); !page.done; page = await pages.next()) {
      if (E.isLeft(page.value)) throw new Error(page.value.left.message)
      counts.push(page.value.right.members.length)
      expect(operations(operator.calls)).toStrictEqual(
        counts.flatMap(() => ['ListSecrets', 'BatchGetItem']),
      )
    }

    expect(counts).toStrictEqual([100, 100, 37])
  })

  it('shows all of them, and counts what a sweep leaves out', async () => {
    const { stdout, code } = await operator.run(['status'])

    expect(stdout.trimEnd().split('\n')).toHaveLength(1 + 237 + 1)
    expect(stdout).toContain('237 credentials: 237 new; left out: 1 no current version\n')
    expect(code).toBe(0)
  })
})
