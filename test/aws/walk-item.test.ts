import { type AttributeValue, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import * as E from 'fp-ts/Either'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { walkItem } from '../../lib/aws/walk-item.ts'
import { later } from '../../lib/rotation/schedule.ts'
import type { SweepEnv } from '../../lib/rotation/sweep-env.ts'
import { NOTHING_SWEPT, type Swept } from '../../lib/rotation/swept.ts'
import type { Walk } from '../../lib/rotation/walk.ts'
import { NOW } from '../fixed-data.ts'
import { type AwsSide, startAwsSide } from '../local/aws-side.ts'

const TABLE = 'token-rotation'

let aws: AwsSide
let item: SweepEnv['walk']
beforeEach(async () => {
  aws = await startAwsSide({ maxAttempts: 1 })
  item = walkItem({ client: aws.dynamo, table: TABLE })
})
afterEach(() => aws.stop())

const put = (Item: Record<string, AttributeValue>) =>
  aws.dynamo.send(new PutItemCommand({ TableName: TABLE, Item }))

const swept: Swept = {
  report: { ...NOTHING_SWEPT.report, secrets: 9700, pages: 97, sent: 12 },
  fleet: {
    ...NOTHING_SWEPT.fleet,
    providers: new Map([
      [
        'acme',
        {
          credentials: 9700,
          active: 9690,
          failing: 4,
          reauthorize: 3,
          invalid: 2,
          static: 1,
          paused: 0,
          overdue: 5,
          expired: 6,
          endingSoon: 7,
        },
      ],
    ]),
    nextGrantEnd: later(NOW, 86_400),
  },
}

const walk: Walk = {
  savedAt: NOW,
  sweeps: 3,
  whole: swept,
  begin: { index: 12, next: 'token-12' },
  place: {
    page: { index: 97, next: 'token-97' },
    first: 0,
    startedAt: later(NOW, -290),
    sweeps: 1,
    held: { index: 0, next: undefined },
    swept,
  },
}

const REVISION = NOW.toISOString()

describe('when a walk is left for the next sweep', () => {
  it('gives all of it back, with what it is known by', async () => {
    expect(await item.read()).toStrictEqual(E.right({ revision: undefined, walk: undefined }))
    expect(await item.save(walk, undefined)()).toStrictEqual(E.right(REVISION))
    expect(await item.read()).toStrictEqual(E.right({ revision: REVISION, walk }))
  })

  it('leaves nothing of the one before', async () => {
    await item.save(walk, undefined)()
    const savedAt = later(NOW, 60)
    const plain = { savedAt, sweeps: 1, whole: undefined, begin: undefined, place: undefined }
    await item.save(plain, REVISION)()
    const { Item } = await aws.dynamo.send(
      new GetItemCommand({ TableName: TABLE, Key: { id: { S: 'sweep#walk' } } }),
    )

    expect(Item).toStrictEqual({
      id: { S: 'sweep#walk' },
      savedAt: { S: savedAt.toISOString() },
      sweeps: { N: '1' },
    })
  })
})

describe('when another sweep has written meanwhile', () => {
  it('does not write over it', async () => {
    await item.save(walk, undefined)()
    const other = { ...walk, savedAt: later(NOW, 1), sweeps: 7 }

    expect(await item.save(other, undefined)()).toStrictEqual(E.right(undefined))
    expect(await item.save(other, later(NOW, -1).toISOString())()).toStrictEqual(E.right(undefined))
    expect(await item.read()).toStrictEqual(E.right({ revision: REVISION, walk }))
  })
})

describe('when the item cannot be read', () => {
  it.each<[string, Record<string, AttributeValue>, string | undefined]>([
    ['nothing of it', {}, undefined],
    ['a field of another release', { savedAt: { S: REVISION }, sweeps: { S: 'three' } }, REVISION],
  ])('takes the walk for absent, and writes over it: %s', async (_, attributes, revision) => {
    await put({ id: { S: 'sweep#walk' }, ...attributes })

    expect(await item.read()).toStrictEqual(E.right({ revision, walk: undefined }))
    expect(await item.save(walk, revision)()).toStrictEqual(E.right(REVISION))
  })
})

describe('when the table cannot be reached', () => {
  it.each([
    ['GetItem', () => item.read()],
    ['PutItem', () => item.save(walk, undefined)()],
  ])('says so of %s', async (operation, run) => {
    aws.fault = () => ({ kind: 'error', status: 400, code: 'ThrottlingException', message: '' })

    expect(await run()).toStrictEqual(
      E.left({ tag: 'AwsFailure', operation, code: 'ThrottlingException' }),
    )
  })
})
