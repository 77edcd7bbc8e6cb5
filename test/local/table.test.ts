import {
  BatchGetItemCommand,
  DescribeTableCommand,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AwsSide, refusal, startAwsSide } from './aws-side.ts'

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
