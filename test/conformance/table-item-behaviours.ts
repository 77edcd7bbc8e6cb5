import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { Behaviour } from './behaviour.ts'
import { setText, updateItem } from './item-calls.ts'
import type { Place } from './place.ts'

/** Tells the sum; moto gives the key with it, which nobody reads. */
const add = async (place: Place, id: string): Promise<unknown> =>
  outages(
    await updateItem(place, id, {
      UpdateExpression: 'ADD #outages :one',
      ExpressionAttributeNames: { '#outages': 'outages' },
      ExpressionAttributeValues: { ':one': { N: '1' } },
      ReturnValues: 'UPDATED_NEW',
    }),
  )

const outages = (attributes: unknown): unknown =>
  typeof attributes === 'object' && attributes !== null && 'outages' in attributes
    ? attributes.outages
    : 'none'

const itemNow = async ({ dynamo, table }: Place, id: string): Promise<unknown> => {
  const { Item } = await dynamo.send(
    new GetItemCommand({ TableName: table, Key: { id: { S: id } }, ConsistentRead: true }),
  )
  return Item === undefined ? undefined : unmarshall(Item)
}

/** How DynamoDB keeps single items. */
export const tableItemBehaviours: readonly Behaviour[] = [
  {
    title: 'ADD on a missing item makes it, and tells the sum',
    observe: async (place, id) => [await add(place, id), await add(place, id)],
    aws: [1, 2],
  },
  {
    title: 'ten times ADD at once lose nothing',
    observe: async (place, id) => {
      await Promise.all(Array.from({ length: 9 }, () => add(place, id)))
      return add(place, id)
    },
    aws: 10,
    motoRaces: true,
  },
  {
    title: 'REMOVE tells what was there, and nothing where nothing was',
    observe: async (place, id) => {
      const remove = () =>
        updateItem(place, id, {
          UpdateExpression: 'REMOVE #outages, #until',
          ExpressionAttributeNames: { '#outages': 'outages', '#until': 'until' },
          ReturnValues: 'UPDATED_OLD',
        })
      await add(place, id)
      return [outages(await remove()), outages(await remove())]
    },
    aws: [1, 'none'],
  },
  {
    title: 'a consistent read sees each of ten writes',
    observe: async (place, id) => {
      const missed: number[] = []
      for (let n = 0; n < 10; n++) {
        await setText(place, id, 'status', `write ${n}`)
        const item = JSON.stringify(await itemNow(place, id))
        if (!item.includes(`write ${n}`)) missed.push(n)
      }
      return missed
    },
    aws: [],
  },
  {
    title: 'a missing item is read as nothing',
    observe: async (place, id) => (await itemNow(place, id)) === undefined,
    aws: true,
  },
  {
    title: 'bytes come back as they went',
    observe: async (place, id) => {
      const bytes = Uint8Array.from({ length: 640 }, (_, i) => i % 256)
      const end = await updateItem(place, id, {
        UpdateExpression: 'SET #spent = :spent',
        ExpressionAttributeNames: { '#spent': 'spent' },
        ExpressionAttributeValues: { ':spent': { B: bytes } },
      })
      const { Item } = await place.dynamo.send(
        new GetItemCommand({
          TableName: place.table,
          Key: { id: { S: id } },
          ConsistentRead: true,
        }),
      )
      return [end, Buffer.compare(Item?.spent?.B ?? new Uint8Array(), bytes)]
    },
    aws: ['ok', 0],
  },
  {
    title: 'a reserved word is refused without an alias',
    observe: (place, id) =>
      updateItem(place, id, {
        UpdateExpression: 'SET status = :status',
        ExpressionAttributeValues: { ':status': { S: 'active' } },
      }),
    aws: 'ValidationException',
  },
  {
    title: 'an alias that is not used is refused',
    observe: (place, id) =>
      updateItem(place, id, {
        UpdateExpression: 'SET #status = :status',
        ExpressionAttributeNames: { '#status': 'status', '#unused': 'unused' },
        ExpressionAttributeValues: { ':status': { S: 'active' } },
      }),
    aws: 'ValidationException',
  },
  {
    title: 'a nested attribute is not set where its map is missing',
    observe: (place, id) =>
      updateItem(place, id, {
        UpdateExpression: 'SET #lease.#until = :until',
        ExpressionAttributeNames: { '#lease': 'lease', '#until': 'until' },
        ExpressionAttributeValues: { ':until': { S: '2026' } },
      }),
    aws: 'ValidationException',
  },
]
