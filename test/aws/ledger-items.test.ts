import {
  type AttributeValue,
  BatchWriteItemCommand,
  DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import * as E from 'fp-ts/Either'
import { afterEach, describe, expect, it } from 'vitest'
import { ledgerItems } from '../../lib/aws/ledger-items.ts'
import { startAwsSide } from '../local/aws-side.ts'
import { completeAttributes, completeItem } from './complete-item.ts'
import { recordCalls } from './recorded-calls.ts'
import { startScriptedAws } from './scripted-aws.ts'

const TABLE = 'token-rotation'

const cleanups: Array<() => Promise<unknown>> = []
afterEach(() => Promise.all(cleanups.splice(0).map((cleanup) => cleanup())))

/** A table of its own, its items' reader, and the waits that this asked for. */
const startTable = async () => {
  const aws = await startAwsSide()
  cleanups.push(aws.stop)
  const put = (Item: Record<string, AttributeValue>) =>
    aws.dynamo.send(new PutItemCommand({ TableName: TABLE, Item }))
  return { aws, put, items: ledgerItems({ client: aws.dynamo, table: TABLE, wait: neverWaits }) }
}

const neverWaits = () => async () => {
  throw new Error('expected no wait')
}

const startScripted = async (outputs: readonly [object, ...object[]]) => {
  const scripted = await startScriptedAws('application/x-amz-json-1.0', outputs)
  const client = new DynamoDBClient(scripted.config)
  cleanups.push(async () => {
    client.destroy()
    await scripted.stop()
  })
  const waits: number[] = []
  const wait = (milliseconds: number) => async () => {
    waits.push(milliseconds)
  }
  const items = ledgerItems({ client, table: TABLE, wait })
  const keysAskedFor = () =>
    scripted.inputs.map((input) => JSON.stringify(input).match(/(?<="S":")\w+/g))
  return { items, waits, keysAskedFor }
}

const keyOf = (id: string) => ({ id: { S: id } })
const itemOf = (id: string) => ({ id: { S: id }, layout: { N: '1' } })
const found = (items: readonly string[], unprocessed: readonly string[]) => ({
  Responses: { [TABLE]: items.map(itemOf) },
  UnprocessedKeys: unprocessed.length === 0 ? {} : { [TABLE]: { Keys: unprocessed.map(keyOf) } },
})

describe('when the items of a page of secrets are read', () => {
  it('reads a hundred in one call, and only those that exist', async () => {
    const { aws, items } = await startTable()
    const arns = Array.from({ length: 100 }, (_, i) => `arn-${i}`)
    const existing = arns.filter((_, i) => i % 4 === 0)
    await Promise.all(
      [0, 1].map((page) =>
        aws.dynamo.send(
          new BatchWriteItemCommand({
            RequestItems: {
              [TABLE]: existing
                .slice(page * 20, page * 20 + 20)
                .map((id) => ({ PutRequest: { Item: itemOf(id) } })),
            },
          }),
        ),
      ),
    )
    const { all } = recordCalls(aws)
    const answer = await items(arns)()

    expect(E.isRight(answer) && [...answer.right.keys()].toSorted()).toStrictEqual(
      existing.toSorted(),
    )
    expect(all.map(({ operation }) => operation)).toStrictEqual(['BatchGetItem'])
  })

  it('gives what a sweep decides by, and fetches nothing of what is secret or large', async () => {
    const { aws, put, items } = await startTable()
    await put(completeAttributes)
    const { inputsOf } = recordCalls(aws)
    const { escrow, salt, current, spent, message, restores, ...read } = completeItem

    expect(await items([completeItem.id])()).toEqual(E.right(new Map([[read.id, read]])))
    expect(inputsOf('BatchGetItem')).toStrictEqual([
      {
        RequestItems: {
          [TABLE]: {
            Keys: [keyOf(completeItem.id)],
            ProjectionExpression: Object.keys(read)
              .map((name) => `#${name}`)
              .join(', '),
            ExpressionAttributeNames: Object.fromEntries(
              Object.keys(read).map((name) => [`#${name}`, name]),
            ),
          },
        },
      },
    ])
  })

  it('takes an item that it cannot read for missing, so that Rotate looks at it', async () => {
    const { put, items } = await startTable()
    await put({ id: { S: 'arn-1' }, status: { S: 'asleep' } })
    await put(itemOf('arn-2'))
    const answer = await items(['arn-1', 'arn-2'])()

    expect(E.isRight(answer) && [...answer.right.keys()]).toStrictEqual(['arn-2'])
  })
})

describe('when the table leaves keys unprocessed', () => {
  it('asks for these again, waiting longer each time, and gives all', async () => {
    const { items, waits, keysAskedFor } = await startScripted([
      found(['one'], ['two', 'three']),
      found([], ['two', 'three']),
      found(['three'], ['two']),
      found(['two'], []),
    ])
    const answer = await items(['one', 'two', 'three'])()

    expect(E.isRight(answer) && [...answer.right.keys()]).toStrictEqual(['one', 'three', 'two'])
    expect(keysAskedFor()).toStrictEqual([
      ['one', 'two', 'three'],
      ['two', 'three'],
      ['two', 'three'],
      ['two'],
    ])
    expect(waits).toStrictEqual([50, 100, 200])
  })

  it('gives up after eight times, instead of taking them for missing', async () => {
    const { items, waits, keysAskedFor } = await startScripted([found(['one'], ['two'])])

    expect(await items(['one', 'two'])()).toStrictEqual(
      E.left({ tag: 'AwsFailure', operation: 'BatchGetItem', code: 'UnprocessedKeys' }),
    )
    expect(keysAskedFor()).toHaveLength(8)
    expect(waits).toStrictEqual([50, 100, 200, 400, 800, 1600, 3200])
  })
})

describe('when the table cannot be read', () => {
  it('says so', async () => {
    const { aws, items } = await startTable()
    aws.fault = () => ({
      kind: 'error',
      status: 400,
      code: 'ResourceNotFoundException',
      message: '',
    })

    expect(await items(['arn-1'])()).toStrictEqual(
      E.left({ tag: 'AwsFailure', operation: 'BatchGetItem', code: 'ResourceNotFoundException' }),
    )
  })
})
