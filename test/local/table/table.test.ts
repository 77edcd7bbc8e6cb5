import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  BatchGetItemCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  GetItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AwsSide, refusal, startAwsSide } from '../aws-side.ts'
import { startKeptServices } from '../kept/kept-services.ts'

let aws: AwsSide
beforeEach(async () => {
  aws = await startAwsSide()
})
afterEach(() => aws.stop())

const TableName = 'token-rotation'
const lease = (holder: string) =>
  aws.dynamo.send(
    new UpdateItemCommand({
      TableName,
      Key: { id: { S: 'arn' } },
      UpdateExpression: 'SET #lease = :lease',
      ConditionExpression: 'attribute_not_exists(#lease) OR #lease.#holder = :holder',
      ExpressionAttributeNames: { '#lease': 'lease', '#holder': 'holder' },
      ExpressionAttributeValues: {
        ':lease': { M: { holder: { S: holder } } },
        ':holder': { S: holder },
      },
      ReturnValues: 'ALL_NEW',
    }),
  )

describe('when the table is started', () => {
  it('is ready, on demand, keyed by a string id', async () => {
    const { Table } = await aws.dynamo.send(new DescribeTableCommand({ TableName }))
    expect({
      status: Table?.TableStatus,
      billing: Table?.BillingModeSummary?.BillingMode,
      key: Table?.KeySchema,
      attributes: Table?.AttributeDefinitions,
    }).toEqual({
      status: 'ACTIVE',
      billing: 'PAY_PER_REQUEST',
      key: [{ AttributeName: 'id', KeyType: 'HASH' }],
      attributes: [{ AttributeName: 'id', AttributeType: 'S' }],
    })
  })
})

describe('when two holders ask for the same lease', () => {
  it('gives it to the first, who may ask again', async () => {
    const granted = { id: { S: 'arn' }, lease: { M: { holder: { S: 'one' } } } }
    expect((await lease('one')).Attributes).toEqual(granted)
    expect((await refusal(lease('two'))).name).toBe('ConditionalCheckFailedException')
    expect((await lease('one')).Attributes).toEqual(granted)
  })
})

describe('when items are read', () => {
  it('finds those that exist, by one or by many, and only the attributes asked for', async () => {
    await lease('one')
    const { Item } = await aws.dynamo.send(
      new GetItemCommand({ TableName, Key: { id: { S: 'arn' } }, ConsistentRead: true }),
    )
    const { Responses, UnprocessedKeys } = await aws.dynamo.send(
      new BatchGetItemCommand({
        RequestItems: {
          [TableName]: {
            Keys: [{ id: { S: 'arn' } }, { id: { S: 'none' } }],
            ProjectionExpression: '#id',
            ExpressionAttributeNames: { '#id': 'id' },
          },
        },
      }),
    )
    expect(Item).toEqual({ id: { S: 'arn' }, lease: { M: { holder: { S: 'one' } } } })
    expect({ Responses, UnprocessedKeys }).toEqual({
      Responses: { [TableName]: [{ id: { S: 'arn' } }] },
      UnprocessedKeys: {},
    })
  })
})

describe('when the process of a kept table is killed', () => {
  it('has every item as it was acknowledged last, and no deleted one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'token-rotation-'))
    let services = await startKeptServices(folder)
    const killAndStartAgain = async (): Promise<void> => {
      await services.kill()
      services = await startKeptServices(folder)
    }
    const count = (id: string) =>
      services.dynamo.send(
        new UpdateItemCommand({
          TableName,
          Key: { id: { S: id } },
          UpdateExpression: 'ADD #n :one',
          ExpressionAttributeNames: { '#n': 'n' },
          ExpressionAttributeValues: { ':one': { N: '1' } },
        }),
      )
    let acknowledged = 0
    for (const updates of [5, 1, 8]) {
      for (let n = 1; n <= updates; n++) await count('counted')
      acknowledged += updates
      const last = count('counted').then(
        () => ({ isAnswered: true }),
        () => ({ isAnswered: false }),
      )
      await killAndStartAgain()
      const { Item } = await services.dynamo.send(
        new GetItemCommand({ TableName, Key: { id: { S: 'counted' } } }),
      )
      const found = Number(Item?.n?.N)
      // the last one may have been applied without an answer
      const possible = (await last).isAnswered
        ? [acknowledged + 1]
        : [acknowledged, acknowledged + 1]
      expect(possible).toContain(found)
      acknowledged = found
    }
    await count('deleted')
    await services.dynamo.send(new DeleteItemCommand({ TableName, Key: { id: { S: 'deleted' } } }))
    await killAndStartAgain()
    const { Items } = await services.dynamo.send(new ScanCommand({ TableName }))

    expect(Items).toStrictEqual([{ id: { S: 'counted' }, n: { N: String(acknowledged) } }])
    await services.kill()
    rmSync(folder, { recursive: true })
  })
})
