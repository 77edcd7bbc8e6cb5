import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import * as E from 'fp-ts/Either'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { providerItems } from '../../lib/aws/provider-items.ts'
import { providerTable } from '../../lib/aws/provider-table.ts'
import type { ProviderTable } from '../../lib/rotation/provider-state.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { type AwsSide, START, startAwsSide } from '../local/aws-side.ts'
import { recordCalls } from './recorded-calls.ts'

const TableName = 'token-rotation'
const UNTIL = later(START, 60)
const LATER = later(START, 120)

let aws: AwsSide
let table: ProviderTable
beforeEach(async () => {
  aws = await startAwsSide()
  table = providerTable(aws.dynamo, TableName)
})
afterEach(() => aws.stop())

const state = (fields: object = {}) => ({
  outages: 0,
  openUntil: undefined,
  recoveredAt: undefined,
  rejectedClients: new Map(),
  ...fields,
})

const raw = async () =>
  (
    await aws.dynamo.send(
      new GetItemCommand({ TableName, Key: { id: { S: 'provider#acme' } }, ConsistentRead: true }),
    )
  ).Item

describe('when nothing is known of a provider', () => {
  it('reads no outage', async () => {
    expect(await table.read('acme')()).toStrictEqual(E.right(state()))
  })

  it('reads the table as it is now', async () => {
    const { inputsOf } = recordCalls(aws)
    await table.read('acme')()

    expect(inputsOf('GetItem')).toStrictEqual([
      { TableName, Key: { id: { S: 'provider#acme' } }, ConsistentRead: true },
    ])
  })

  it('says of a breaker that is closed that it was not open', async () => {
    expect(await table.close('acme', START)()).toStrictEqual(E.right(false))
  })
})

describe('when a provider is down', () => {
  it('counts its outages, and no others', async () => {
    const counts = [
      await table.countOutage('acme')(),
      await table.countOutage('acme')(),
      await table.countOutage('hooli')(),
    ]

    expect(counts).toStrictEqual([1, 2, 1].map((outages) => E.right(state({ outages }))))
    expect(await raw()).toStrictEqual({ id: { S: 'provider#acme' }, outages: { N: '2' } })
  })

  it('loses no outage of those that are counted at the same time', async () => {
    await Promise.all(Array.from({ length: 8 }, () => table.countOutage('acme')()))

    expect(await table.read('acme')()).toStrictEqual(E.right(state({ outages: 8 })))
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
    expect(await table.read('acme')()).toStrictEqual(E.right(state({ openUntil: LATER })))
  })
})

describe('when a breaker is closed', () => {
  it('forgets outages and end, says once that it was open, and keeps when that was over', async () => {
    await table.countOutage('acme')()
    await table.open('acme', UNTIL, undefined)()

    expect(await table.close('acme', LATER)()).toStrictEqual(E.right(true))
    expect(await table.close('acme', later(LATER, 60))()).toStrictEqual(E.right(false))
    expect(await table.read('acme')()).toStrictEqual(E.right(state({ recoveredAt: LATER })))
    expect(await raw()).toStrictEqual({
      id: { S: 'provider#acme' },
      recoveredAt: { S: LATER.toISOString() },
    })
  })

  it('forgets outages that opened nothing, which are no recovery', async () => {
    await table.countOutage('acme')()

    expect(await table.close('acme', LATER)()).toStrictEqual(E.right(false))
    expect(await table.read('acme')()).toStrictEqual(E.right(state()))
  })
})

describe('when clients are rejected', () => {
  it('remembers each of them, and gives what was known before', async () => {
    expect([
      await table.addRejection('acme', 'crm', START, [])(),
      await table.addRejection('acme', 'team/a+b=c.d@e_f#0123456789abcdef', UNTIL, [])(),
      await table.addRejection('acme', 'crm', LATER, [])(),
    ]).toStrictEqual([
      E.right(new Map()),
      E.right(new Map([['crm', START]])),
      E.right(
        new Map([
          ['crm', START],
          ['team/a+b=c.d@e_f#0123456789abcdef', UNTIL],
        ]),
      ),
    ])
  })

  it('forgets in the same write those that are said to be over', async () => {
    await table.addRejection('acme', 'crm', START, [])()
    await table.addRejection('acme', 'erp', START, [])()
    const { all } = recordCalls(aws)
    await table.addRejection('acme', 'new', UNTIL, ['crm', 'erp'])()

    expect(all.map(({ operation }) => operation)).toStrictEqual(['UpdateItem'])
    expect(await table.read('acme')()).toStrictEqual(
      E.right(state({ rejectedClients: new Map([['new', UNTIL]]) })),
    )
  })

  it('lets one of two see that it was the first', async () => {
    const before = await Promise.all([
      table.addRejection('acme', 'crm', START, [])(),
      table.addRejection('acme', 'crm', START, [])(),
    ])

    expect(before.map((known) => E.isRight(known) && known.right.size).toSorted()).toStrictEqual([
      0, 1,
    ])
  })

  it('forgets one that is accepted, once, and keeps the others and the outages', async () => {
    await table.countOutage('acme')()
    await table.addRejection('acme', 'crm', START, [])()
    await table.addRejection('acme', 'erp', UNTIL, [])()

    expect(await table.removeRejection('acme', 'crm')()).toStrictEqual(
      E.right(
        new Map([
          ['crm', START],
          ['erp', UNTIL],
        ]),
      ),
    )
    expect(await table.removeRejection('acme', 'crm')()).toStrictEqual(
      E.right(new Map([['erp', UNTIL]])),
    )
    expect(await table.read('acme')()).toStrictEqual(
      E.right(state({ outages: 1, rejectedClients: new Map([['erp', UNTIL]]) })),
    )
  })
})

describe('when a sweep reads many providers at once', () => {
  it('asks once, and gives those that were ever in trouble', async () => {
    await table.countOutage('acme')()
    await table.open('hooli', UNTIL, undefined)()
    const { all } = recordCalls(aws)
    const read = providerItems({
      client: aws.dynamo,
      table: TableName,
      wait: () => async () => {
        throw new Error('expected no wait')
      },
    })

    expect(await read(['acme', 'hooli', 'initech'])()).toStrictEqual(
      E.right(
        new Map([
          ['acme', state({ outages: 1 })],
          ['hooli', state({ openUntil: UNTIL })],
        ]),
      ),
    )
    expect(all.map(({ operation }) => operation)).toStrictEqual(['BatchGetItem'])
  })
})

describe('when the item holds a date that is none', () => {
  it('takes it for absent', async () => {
    await aws.dynamo.send(
      new PutItemCommand({
        TableName,
        Item: {
          id: { S: 'provider#acme' },
          openUntil: { S: 'tomorrow' },
          'rejected:crm': { S: 'yesterday' },
        },
      }),
    )

    expect(await table.read('acme')()).toStrictEqual(E.right(state()))
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
      await table.close('acme', START)(),
      await table.addRejection('acme', 'crm', START, [])(),
      await table.removeRejection('acme', 'crm')(),
    ]).toStrictEqual(['GetItem', ...Array.from({ length: 5 }, () => 'UpdateItem')].map(failure))
  })
})
