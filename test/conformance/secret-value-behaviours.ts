import type { Behaviour } from './behaviour.ts'
import { secretCalls, THREE_VERSIONS, threeVersions } from './secret-calls.ts'

/** How Secrets Manager stores values and versions. */
export const secretValueBehaviours: readonly Behaviour[] = [
  {
    title: 'a first value is AWSCURRENT',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      return [await run.create(1), await run.value(), await run.labels()]
    },
    aws: ['ok', 'v1', { v1: ['AWSCURRENT'] }],
  },
  {
    title: 'a name is taken once',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      return [await run.create(1), await run.create(2)]
    },
    aws: ['ok', 'ResourceExistsException'],
  },
  {
    title: 'a put without labels moves AWSCURRENT and AWSPREVIOUS',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await run.create(1)
      await run.put(2)
      await run.put(3)
      return [await run.labels(), await run.value()]
    },
    aws: [{ v2: ['AWSPREVIOUS'], v3: ['AWSCURRENT'] }, 'v3'],
  },
  {
    title: 'a put with a label of its own leaves AWSCURRENT alone',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await threeVersions(run)
      return [await run.labels(), await run.value(), await run.value({ VersionStage: 'PENDING' })]
    },
    aws: [THREE_VERSIONS, 'v2', 'v3'],
  },
  {
    title: 'a put moves a label from where it was',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await threeVersions(run)
      return [await run.put(4, ['PENDING']), await run.labels()]
    },
    aws: ['ok', { v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT'], v4: ['PENDING'] }],
  },
  {
    title: 'the same token with the same value is a success that changes nothing',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await threeVersions(run)
      return [await run.put(3, ['PENDING']), await run.labels()]
    },
    aws: ['ok', THREE_VERSIONS],
  },
  {
    title: 'the same token with another value is refused',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await threeVersions(run)
      return [await run.put(3, ['PENDING'], 'other'), await run.value({ VersionStage: 'PENDING' })]
    },
    aws: ['ResourceExistsException', 'v3'],
  },
  {
    title: 'the same token with another value is refused under AWSPENDING too',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await run.create(1)
      await run.put(2, ['AWSPENDING'])
      return [
        await run.put(2, ['AWSPENDING'], 'other'),
        await run.value({ VersionStage: 'AWSPENDING' }),
      ]
    },
    aws: ['ResourceExistsException', 'v2'],
    moto: ['ok', 'other'],
  },
]
