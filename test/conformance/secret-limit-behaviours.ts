import type { Behaviour } from './behaviour.ts'
import { secretCalls } from './secret-calls.ts'

/** Limits of Secrets Manager that the rotation must stay within. */
export const secretLimitBehaviours: readonly Behaviour[] = [
  {
    title: 'a value of 65,537 bytes is refused',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await run.create(1)
      return (await run.put(2, undefined, 'x'.repeat(65_537))) === 'ok'
    },
    aws: false,
    moto: true,
  },
  {
    title: 'a fifty-first tag is refused',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await run.create(1)
      const tags = Array.from({ length: 51 }, (_, i) => ({ Key: `key${i}`, Value: '' }))
      return (await run.tag(tags)) === 'ok'
    },
    aws: false,
    moto: true,
  },
  {
    title: 'a brace in a tag is refused',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await run.create(1)
      return (await run.tag([{ Key: 'key', Value: '{"' }])) === 'ok'
    },
    aws: false,
    moto: true,
  },
  {
    title: 'a value of 65,536 bytes is taken',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await run.create(1)
      return run.put(2, ['PENDING'], 'x'.repeat(65_536))
    },
    aws: 'ok',
  },
  {
    title: 'a version id has 32 to 64 characters',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await run.create(1)
      const taken: number[] = []
      for (const length of [31, 32, 64, 65]) {
        const end = await run.put(2, ['PENDING'], `of ${length}`, 'f'.repeat(length))
        if (end === 'ok') taken.push(length)
      }
      return taken
    },
    aws: [32, 64],
  },
  {
    title: 'a secret carries twenty labels and no more, over all its versions',
    observe: async (place, name) => {
      const run = secretCalls(place, name)
      await run.create(1)
      for (let n = 2; n <= 20; n++) await run.put(n, [`LABEL_${n}`])
      const end = await run.put(21, ['LABEL_21'])
      const labels = Object.values(await run.labels()).flat()
      return [end, labels.length]
    },
    aws: ['LimitExceededException', 20],
    moto: ['ok', 21],
  },
]
