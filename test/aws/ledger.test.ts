import { type AttributeValue, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import * as E from 'fp-ts/Either'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dynamoDbLedger } from '../../lib/aws/ledger.ts'
import type { Ledger } from '../../lib/rotation/rotate-env.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { type AwsSide, START, startAwsSide } from '../local/aws-side.ts'
import { completeAttributes, completeItem } from './complete-item.ts'
import { recordCalls } from './recorded-calls.ts'

const TableName = 'token-rotation'
const { id, lease, ...changes } = completeItem

let aws: AwsSide
let ledger: Ledger
beforeEach(async () => {
  aws = await startAwsSide()
  ledger = dynamoDbLedger(aws.dynamo, TableName)
})
afterEach(() => aws.stop())

const acquire = (holder: string, now = START) =>
  ledger.acquire(id, { holder, until: later(now, 150), now })()

const put = (Item: Record<string, AttributeValue>) =>
  aws.dynamo.send(new PutItemCommand({ TableName, Item }))

const raw = async () =>
  (await aws.dynamo.send(new GetItemCommand({ TableName, Key: { id: { S: id } } }))).Item

const leaseOf = (holder: string, until: Date) => ({ id, lease: { holder, until } })

describe('when the lease of a secret is asked for', () => {
  it('is given on a secret that has no item yet', async () => {
    expect(await acquire('one')).toEqual(E.right(leaseOf('one', later(START, 150))))
  })

  it('is given with everything that is known when nobody holds it', async () => {
    const { lease: _, ...free } = completeAttributes
    await put(free)

    expect(await acquire('one')).toStrictEqual(
      E.right({ ...completeItem, lease: { holder: 'one', until: later(START, 150) } }),
    )
  })

  it('is refused while somebody holds it, and stays theirs', async () => {
    await acquire('one')

    expect(await acquire('two', later(START, 149.999))).toStrictEqual(E.right(undefined))
    expect(await raw()).toStrictEqual({
      id: { S: id },
      lease: { M: { holder: { S: 'one' }, until: { S: later(START, 150).toISOString() } } },
    })
  })

  it('is taken over in the moment in which it ends', async () => {
    await acquire('one')

    expect(await acquire('two', later(START, 150))).toEqual(
      E.right(leaseOf('two', later(START, 300))),
    )
  })

  it('is given again to its holder, whose first reply was lost', async () => {
    let replies = 0
    aws.fault = () => (replies++ === 0 ? { kind: 'lose-reply' } : undefined)

    expect(await acquire('one')).toEqual(E.right(leaseOf('one', later(START, 150))))
    expect(aws.calls).toStrictEqual(['dynamodb.UpdateItem', 'dynamodb.UpdateItem'])
  })

  it('is given to one of many who ask at the same time', async () => {
    const holders = ['one', 'two', 'three', 'four', 'five', 'six']
    const answers = await Promise.all(holders.map((holder) => acquire(holder)))
    const given = answers.filter((answer) => E.isRight(answer) && answer.right !== undefined)

    expect(given).toHaveLength(1)
    expect(answers.filter(E.isLeft)).toStrictEqual([])
  })
})

describe('when an item is changed by the holder of its lease', () => {
  it('keeps every field, dates with milliseconds and binary values as such', async () => {
    await ledger.acquire(id, { ...lease, now: START })()

    expect(await ledger.update(id, lease.holder, changes)()).toStrictEqual(E.right(undefined))
    expect(await raw()).toStrictEqual(completeAttributes)
    expect(await ledger.read(id)()).toStrictEqual(E.right(completeItem))
  })

  it('sets what has a value, removes what is null and leaves the rest', async () => {
    await put(completeAttributes)
    await ledger.update(id, lease.holder, {
      status: 'active',
      failures: 0,
      nextAt: START,
      version: undefined,
      error: null,
      message: null,
      intent: null,
      lease: null,
    })()
    const { error, message, intent, lease: _, ...left } = completeAttributes

    expect(await raw()).toStrictEqual({
      ...left,
      status: { S: 'active' },
      failures: { N: '0' },
      nextAt: { S: START.toISOString() },
    })
  })

  it('writes an intent that has no fingerprint', async () => {
    const { token, ...intent } = completeItem.intent
    await acquire('one')
    await ledger.update(id, 'one', { intent: { ...intent, token: undefined } })()

    expect((await raw())?.intent?.M).toStrictEqual({
      base: { S: intent.base },
      successor: { S: intent.successor },
      kind: { S: intent.kind },
      startedAt: { S: intent.startedAt.toISOString() },
    })
  })
})

describe('when an item is changed by somebody else', () => {
  it.each([
    ['another holds the lease', completeAttributes],
    ['nobody holds the lease', { id: { S: id }, status: { S: 'active' } }],
  ])('refuses where %s, and changes nothing', async (_, item) => {
    await put(item)

    expect(await ledger.update(id, 'somebody', { status: 'paused' })()).toStrictEqual(
      E.left({ tag: 'LeaseLost' }),
    )
    expect(await raw()).toStrictEqual(item)
  })

  it('refuses where there is no item, and makes none', async () => {
    expect(await ledger.update(id, 'somebody', { status: 'paused' })()).toStrictEqual(
      E.left({ tag: 'LeaseLost' }),
    )
    expect(await raw()).toBeUndefined()
  })
})

describe('when the ledger is read', () => {
  it('finds nothing where there is no item', async () => {
    expect(await ledger.read(id)()).toStrictEqual(E.right(undefined))
  })

  it('asks for the item as it is now', async () => {
    const { inputsOf } = recordCalls(aws)
    await ledger.read(id)()

    expect(inputsOf('GetItem')).toStrictEqual([
      { TableName, Key: { id: { S: id } }, ConsistentRead: true },
    ])
  })

  it.each([
    ['a status that nobody knows', { status: { S: 'asleep' } }],
    ['a date that is none', { nextAt: { S: 'tomorrow' } }],
    ['a lease without an end', { lease: { M: { holder: { S: 'one' } } } }],
    ['a text in place of a binary value', { spent: { S: 'planted-token' } }],
  ])('does not guess at an item with %s', async (_, fields) => {
    await put({ id: { S: id }, ...fields })

    expect(await ledger.read(id)()).toStrictEqual(
      E.left({ tag: 'AwsFailure', operation: 'GetItem', code: 'UnreadableLedgerItem' }),
    )
  })
})

describe('when an attribute is named in an expression', () => {
  it('stands under an alias, since names such as name and status are reserved', async () => {
    const { inputsOf } = recordCalls(aws)
    await acquire('one')
    await ledger.update(id, 'one', { ...changes, error: null, lease: null })()
    const expressions = inputsOf('UpdateItem').flatMap((input) => [
      input.UpdateExpression,
      input.ConditionExpression,
    ])
    const bareWords = expressions.flatMap((text) => [
      ...String(text).matchAll(/(?<![#:\w])[A-Za-z]\w*/g),
    ])

    expect(new Set(bareWords.map(String))).toStrictEqual(
      new Set(['SET', 'REMOVE', 'OR', 'attribute_not_exists']),
    )
  })
})

describe('when the table cannot be reached', () => {
  const failure = E.left({
    tag: 'AwsFailure',
    operation: 'UpdateItem',
    code: 'InternalServerError',
  })

  it('says so, and takes it neither for a held lease nor for a lost one', async () => {
    aws.fault = () => ({
      kind: 'error',
      status: 500,
      code: 'InternalServerError',
      message: 'planted-message-of-a-server',
    })

    expect(await acquire('one')).toStrictEqual(failure)
    expect(await ledger.update(id, 'one', { status: 'paused' })()).toStrictEqual(failure)
  })
})
