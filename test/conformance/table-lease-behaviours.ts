import type { Behaviour } from './behaviour.ts'
import { setText, takeLease, updateItem } from './item-calls.ts'
import type { Place } from './place.ts'

const MORNING = '2026-01-02T08:00:00.000Z'
const NOON = '2026-01-02T12:00:00.000Z'
const EVENING = '2026-01-02T18:00:00.000Z'

const untilNoon = { now: MORNING, until: NOON }

/** An update that only the holder of the lease may make. */
const updateAs = (place: Place, id: string, holder: string): Promise<unknown> =>
  updateItem(place, id, {
    UpdateExpression: 'SET #status = :status REMOVE #lease, #missing',
    ConditionExpression: '#lease.#holder = :holder',
    ExpressionAttributeNames: {
      '#status': 'status',
      '#lease': 'lease',
      '#missing': 'missing',
      '#holder': 'holder',
    },
    ExpressionAttributeValues: { ':status': { S: 'active' }, ':holder': { S: holder } },
    ReturnValues: 'ALL_NEW',
  })

/** How DynamoDB keeps the lease: conditions over nested attributes. */
export const tableLeaseBehaviours: readonly Behaviour[] = [
  {
    title: 'a lease on a missing item makes the item',
    observe: (place, id) => takeLease(place, id, { holder: 'a', ...untilNoon }).then(without(id)),
    aws: { lease: { holder: 'a', until: NOON } },
  },
  {
    title: 'a lease that somebody holds is refused',
    observe: async (place, id) => {
      await takeLease(place, id, { holder: 'a', ...untilNoon })
      return takeLease(place, id, { holder: 'b', ...untilNoon })
    },
    aws: 'ConditionalCheckFailedException',
  },
  {
    title: 'a lease is taken at the moment it ends, and the whole item is told',
    observe: async (place, id) => {
      await setText(place, id, 'status', 'failing')
      await takeLease(place, id, { holder: 'a', ...untilNoon })
      return without(id)(await takeLease(place, id, { holder: 'b', now: NOON, until: EVENING }))
    },
    aws: { status: 'failing', lease: { holder: 'b', until: EVENING } },
  },
  {
    title: 'one’s own lease is taken again, as after a lost reply',
    observe: async (place, id) => {
      await takeLease(place, id, { holder: 'a', ...untilNoon })
      return without(id)(await takeLease(place, id, { holder: 'a', now: MORNING, until: EVENING }))
    },
    aws: { lease: { holder: 'a', until: EVENING } },
  },
  {
    title: 'of ten that take a lease at once exactly one gets it',
    observe: async (place, id) => {
      const holders = Array.from({ length: 10 }, (_, i) => `holder ${i}`)
      const ends = await Promise.all(
        holders.map((holder) => takeLease(place, id, { holder, ...untilNoon })),
      )
      return [
        ends.filter((end) => typeof end !== 'string').length,
        ends.filter((end) => end === 'ConditionalCheckFailedException').length,
      ]
    },
    aws: [1, 9],
    motoRaces: true,
  },
  {
    title: 'the holder’s update sets and removes in one, also what is not there',
    observe: async (place, id) => {
      await takeLease(place, id, { holder: 'a', ...untilNoon })
      return without(id)(await updateAs(place, id, 'a'))
    },
    aws: { status: 'active' },
  },
  {
    title: 'another’s update is refused, and so is one of a missing item',
    observe: async (place, id) => {
      await takeLease(place, id, { holder: 'a', ...untilNoon })
      return [await updateAs(place, id, 'b'), await updateAs(place, `${id}-missing`, 'a')]
    },
    aws: ['ConditionalCheckFailedException', 'ConditionalCheckFailedException'],
  },
]

const without =
  (id: string) =>
  (attributes: unknown): unknown => {
    if (typeof attributes !== 'object' || attributes === null) return attributes
    return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== id))
  }
