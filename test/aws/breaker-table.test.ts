import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import * as E from 'fp-ts/Either'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { breakerTable } from '../../lib/aws/breaker-table.ts'
import type { BreakerTable } from '../../lib/rotation/circuit-breaker.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { type AwsSide, START, startAwsSide } from '../local/aws-side.ts'
import { recordCalls } from './recorded-calls.ts'

const TableName = 'token-rotation'
const UNTIL = later(START, 60)
const LATER = later(START, 120)

let aws: AwsSide
let table: BreakerTable
beforeEach(async () => {
  aws = await startAwsSide()
  table = breakerTable(aws.dynamo, TableName)
})
afterEach(() => aws.stop())

const raw = async () =>
  (
    await aws.dynamo.send(
      new GetItemCommand({ TableName, Key: { id: { S: 'provider#acme' } }, ConsistentRead: true }),
    )
  ).Item

describe('when nothing is known of a provider', () => {
  it('reads no outage', async () => {
    expect(await table.read('acme')()).toStrictEqual(E.right({ outages: 0, openUntil: undefined }))
  })

  it('reads the table as it is now', async () => {
    const { inputsOf } = recordCalls(aws)
    await table.read('acme')()

    expect(inputsOf('GetItem')).toStrictEqual([
      { TableName, Key: { id: { S: 'provider#acme' } }, ConsistentRead: true },
    ])
  })

  it('says of a breaker that is closed that it was not open', async () => {
    expect(await table.close('acme')()).toStrictEqual(E.right(false))
  })
})

describe('when a provider is down', () => {
  it('counts its outages, and no others', async () => {
    const counts = [
      await table.countOutage('acme')(),
      await table.countOutage('acme')(),
      await table.countOutage('hooli')(),
    ]

    expect(counts).toStrictEqual([E.right(1), E.right(2), E.right(1)])
    expect(await raw()).toStrictEqual({ id: { S: 'provider#acme' }, outages: { N: '2' } })
  })

  it('loses no outage of those that are counted at the same time', async () => {
    await Promise.all(Array.from({ length: 8 }, () => table.countOutage('acme')()))

    expect(await table.read('acme')()).toStrictEqual(E.right({ outages: 8, openUntil: undefined }))
  })
})

describe('when a breaker is opened', () => {
  it('lets one of two do so who saw it closed', async () => {
    const answers = await Promise.all([
      table.open('acme', UNTIL, undefined)(),
      table.open('acme', UNTIL, undefined)(),
    ])

    expect(new Set(answers)).toStrictEqual(new Set([E.right(false), E.right(true)]))
    expect(await raw()).toStrictEqual({
      id: { S: 'provider#acme' },
      openUntil: { S: UNTIL.toISOString() },
    })
  })

  it('lets one of two prolong it who saw the same end', async () => {
    await table.open('acme', UNTIL, undefined)()

    expect(await table.open('acme', LATER, UNTIL)()).toStrictEqual(E.right(true))
    expect(await table.open('acme', LATER, UNTIL)()).toStrictEqual(E.right(false))
    expect(await table.read('acme')()).toStrictEqual(E.right({ outages: 0, openUntil: LATER }))
  })
})

describe('when a breaker is closed', () => {
  it('forgets outages and end, and says once that it was open', async () => {
    await table.countOutage('acme')()
    await table.open('acme', UNTIL, undefined)()

    expect(await table.close('acme')()).toStrictEqual(E.right(true))
    expect(await table.close('acme')()).toStrictEqual(E.right(false))
    expect(await raw()).toStrictEqual({ id: { S: 'provider#acme' } })
  })
})

describe('when the item holds a date that is none', () => {
  it('fails where the date is written back, and does not throw', async () => {
    await aws.dynamo.send(
      new PutItemCommand({
        TableName,
        Item: { id: { S: 'provider#acme' }, openUntil: { S: 'tomorrow' } },
      }),
    )
    const seen = new Date('tomorrow')

    expect(await table.open('acme', UNTIL, seen)()).toStrictEqual(
      E.left({ tag: 'AwsFailure', operation: 'UpdateItem', code: 'RangeError' }),
    )
  })
})

describe('when the table cannot be reached', () => {
  it('says which call did not succeed', async () => {
    aws.fault = () => ({ kind: 'error', status: 400, code: 'AccessDeniedException', message: '' })
    const failure = (operation: string) =>
      E.left({ tag: 'AwsFailure', operation, code: 'AccessDeniedException' })

    expect([
      await table.read('acme')(),
      await table.countOutage('acme')(),
      await table.open('acme', UNTIL, undefined)(),
      await table.close('acme')(),
    ]).toStrictEqual(['GetItem', 'UpdateItem', 'UpdateItem', 'UpdateItem'].map(failure))
  })
})
