import { BatchGetItemCommand, BatchWriteItemCommand } from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { Behaviour } from './behaviour.ts'
import { setText } from './item-calls.ts'
import { errorName } from './outcome.ts'
import type { Place } from './place.ts'

const ids = (id: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `${id}-${i}`)

/** Reads items at once, `status` and `name` only, which are a reserved word and a common one. */
const readBatch = (
  { dynamo, table }: Place,
  keys: readonly string[],
): Promise<readonly Record<string, unknown>[] | string> =>
  dynamo
    .send(
      new BatchGetItemCommand({
        RequestItems: {
          [table]: {
            Keys: keys.map((id) => ({ id: { S: id } })),
            ConsistentRead: true,
            ProjectionExpression: '#status, #name',
            ExpressionAttributeNames: { '#status': 'status', '#name': 'name' },
          },
        },
      }),
    )
    .then(({ Responses }) => (Responses?.[table] ?? []).map((item) => unmarshall(item)), errorName)

const write = async (place: Place, written: readonly string[]): Promise<void> => {
  for (let i = 0; i < written.length; i += 25) {
    const puts = written.slice(i, i + 25).map((id) => ({
      PutRequest: { Item: { id: { S: id }, name: { S: id }, escrow: { S: 'x'.repeat(1000) } } },
    }))
    await place.dynamo.send(new BatchWriteItemCommand({ RequestItems: { [place.table]: puts } }))
  }
}

/** How DynamoDB reads many items at once. */
export const tableBatchBehaviours: readonly Behaviour[] = [
  {
    title: 'a hundred items are read at once, each with the attributes that were asked for',
    observe: async (place, id) => {
      const keys = ids(id, 100)
      await write(place, keys)
      const items = await readBatch(place, keys)
      if (typeof items === 'string') return items
      const names = new Set(items.map(({ name }) => name))
      return {
        isEveryOne: keys.every((key) => names.has(key)),
        attributes: [...new Set(items.flatMap(Object.keys))],
      }
    },
    aws: { isEveryOne: true, attributes: ['name'] },
  },
  {
    title: 'a hundred and one keys are refused',
    observe: (place, id) => readBatch(place, ids(id, 101)),
    aws: 'ValidationException',
  },
  {
    title: 'a missing item is left out of the answer',
    observe: async (place, id) => {
      await setText(place, id, 'status', 'active')
      return readBatch(place, [id, `${id}-missing`])
    },
    aws: [{ status: 'active' }],
  },
  {
    title: 'the same key twice is refused',
    observe: (place, id) => readBatch(place, [id, id]),
    aws: 'ValidationException',
  },
]
