import type { Behaviour } from './behaviour.ts'
import { secretCalls, THREE_VERSIONS, threeVersions } from './secret-calls.ts'

/** How Secrets Manager moves labels: a compare-and-swap. */
export const secretPromotionBehaviours: readonly Behaviour[] = [
  {
    title: 'a promotion takes AWSPREVIOUS along and leaves other labels',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await threeVersions(run)
      return [await run.move('AWSCURRENT', 2, 3), await run.labels()]
    },
    aws: ['ok', { v2: ['AWSPREVIOUS'], v3: ['AWSCURRENT', 'PENDING'] }],
  },
  {
    title: 'after a promotion the new value is read without naming a label',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await threeVersions(run)
      await run.move('AWSCURRENT', 2, 3)
      return run.value()
    },
    aws: 'v3',
    moto: 'v2',
  },
  {
    title: 'a promotion that names the wrong base changes nothing',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await threeVersions(run)
      return [await run.move('AWSCURRENT', 1, 3), await run.labels()]
    },
    aws: ['InvalidParameterException', THREE_VERSIONS],
  },
  {
    title: 'a promotion that names no base changes nothing',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await threeVersions(run)
      return [await run.move('AWSCURRENT', undefined, 3), await run.labels()]
    },
    aws: ['InvalidParameterException', THREE_VERSIONS],
  },
  {
    title: 'a promotion made twice is refused the second time',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await threeVersions(run)
      return [await run.move('AWSCURRENT', 2, 3), await run.move('AWSCURRENT', 2, 3)]
    },
    aws: ['ok', 'InvalidParameterException'],
  },
  {
    title: 'a promotion to an unknown version changes nothing',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await threeVersions(run)
      return [(await run.move('AWSCURRENT', 2, 9)) === 'ok', await run.labels()]
    },
    aws: [false, THREE_VERSIONS],
    moto: [false, { v1: ['AWSPREVIOUS'], v3: ['PENDING'] }],
  },
  {
    title: 'a label of one’s own does not move without naming where it is',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await threeVersions(run)
      return [await run.move('PENDING', undefined, 2), await run.labels()]
    },
    aws: ['InvalidParameterException', THREE_VERSIONS],
    moto: ['ok', { ...THREE_VERSIONS, v2: ['AWSCURRENT', 'PENDING'] }],
  },
  {
    title: 'a label is taken off',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await threeVersions(run)
      return [await run.move('PENDING', 3), await run.labels()]
    },
    aws: ['ok', { v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT'] }],
  },
  {
    title: 'a promotion is undone by naming the promoted version as its base',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await threeVersions(run)
      await run.move('AWSCURRENT', 2, 3)
      return [await run.move('AWSCURRENT', 3, 2), await run.labels()]
    },
    aws: ['ok', { v2: ['AWSCURRENT'], v3: ['AWSPREVIOUS', 'PENDING'] }],
  },
  {
    title: 'AWSCURRENT is never taken off',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await threeVersions(run)
      return [await run.move('AWSCURRENT', 2), await run.labels()]
    },
    aws: ['InvalidParameterException', THREE_VERSIONS],
    moto: ['ok', { v2: ['AWSPREVIOUS'], v3: ['PENDING'] }],
  },
  {
    title: 'of five promotions at once exactly one succeeds',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await threeVersions(run)
      const tries = Array.from({ length: 5 }, () => run.move('AWSCURRENT', 2, 3))
      return [(await Promise.all(tries)).filter((end) => end === 'ok').length, await run.labels()]
    },
    aws: [1, { v2: ['AWSPREVIOUS'], v3: ['AWSCURRENT', 'PENDING'] }],
    motoRaces: true,
  },
]
