import type { Behaviour } from './behaviour.ts'
import { numberOf, secretCalls, threeVersions } from './secret-calls.ts'

/** What Secrets Manager tells of versions, lists and deleted secrets. */
export const secretReadingBehaviours: readonly Behaviour[] = [
  {
    title: 'a version without a label is not described',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await threeVersions(run)
      await run.move('PENDING', 3)
      return run.described()
    },
    aws: ['v1', 'v2'],
    moto: ['v1', 'v2', 'v3'],
  },
  {
    title: 'a version without a label is still read by its id on the same day',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await threeVersions(run)
      await run.move('PENDING', 3)
      return run.value({ version: 3 })
    },
    aws: 'v3',
  },
  {
    title: 'a label that nobody carries, and a version that does not exist, are not found',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await run.create(1)
      return [await run.value({ VersionStage: 'AWSPENDING' }), await run.value({ version: 9 })]
    },
    aws: ['ResourceNotFoundException', 'ResourceNotFoundException'],
  },
  {
    title: 'a deleted secret refuses reads, puts and tags',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await run.create(1)
      return [
        await run.delete(),
        await run.value(),
        await run.put(2),
        await run.tag([{ Key: 'a', Value: '' }]),
      ]
    },
    aws: ['ok', ...Array(3).fill('InvalidRequestException')],
    moto: ['ok', 'InvalidRequestException', 'ok', 'ok'],
  },

  {
    title: 'a deleted secret is still described, with its date',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await run.create(1)
      const before = await run.isMarkedForDeletion()
      return [before, await run.delete(), await run.isMarkedForDeletion()]
    },
    aws: [false, 'ok', true],
  },
  {
    title: 'a secret that does not exist is not found by any call',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      return [await run.value(), await run.put(1), await run.move('PENDING', 1), await run.delete()]
    },
    aws: Array(4).fill('ResourceNotFoundException'),
  },
  {
    title: 'tag filters match beginnings, and key and value need not belong together',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      const key = `${name}:provider`
      await run.create(1, { [key]: 'hub', [`${name}:team`]: 'acme' })
      // first what must be found: a list may lag for minutes
      const unpaired = await run.listed([
        { Key: 'tag-key', Values: [key] },
        { Key: 'tag-value', Values: ['acm'] },
      ])
      return {
        unpaired: unpaired !== undefined,
        beginning: await run.isListed([{ Key: 'tag-key', Values: [key.slice(0, -4)] }]),
        ending: await run.isListed([{ Key: 'tag-key', Values: [key.slice(1)] }]),
        otherCase: await run.isListed([{ Key: 'tag-key', Values: [key.toUpperCase()] }]),
      }
    },
    aws: { unpaired: true, beginning: true, ending: false, otherCase: false },
  },
  {
    title: 'a list tells tags and labelled versions, so that no value need be read',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await run.create(1, { [`${name}:provider`]: 'hub' })
      await run.put(2, ['PENDING'])
      const entry = await run.listed([{ Key: 'tag-key', Values: [`${name}:provider`] }])
      const versions = Object.entries(entry?.SecretVersionsToStages ?? {})
      return {
        tags: entry?.Tags?.map(({ Value }) => Value) ?? [],
        versions: Object.fromEntries(versions.map(([id, labels]) => [numberOf(id), labels])),
        told: ['OwningService', 'PrimaryRegion', 'Type'].filter((key) =>
          Object.entries(entry ?? {}).some(([k, value]) => k === key && value !== undefined),
        ),
      }
    },
    aws: { tags: ['hub'], versions: { v1: ['AWSCURRENT'], v2: ['PENDING'] }, told: [] },
  },
]
