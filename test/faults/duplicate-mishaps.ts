import { setTimeout as pause } from 'node:timers/promises'
import type { Course, Mishap } from './mishap.ts'
import type { Random } from './random.ts'
import type { Run } from './run.ts'
import { REFRESH_STEPS } from './step.ts'

const group = 'duplicates'

/** Longer than a process takes to start, so that the others come to the same place meanwhile. */
const HELD_MILLISECONDS = 400

/** Lets several processes overtake each other, and holds whoever comes first to one of the calls. */
const jitter = (random: Random): NonNullable<Course['onStep']> => {
  const held = random.oneOf(REFRESH_STEPS)
  return async (_, { round, name, occurrence }) => {
    if (round > 0) return undefined
    await pause(name === held && occurrence === 1 ? HELD_MILLISECONDS : random.below(40))
    return undefined
  }
}

const atOnce = async (run: Run, count: number, force?: true): Promise<void> => {
  await Promise.all(
    Array.from({ length: count }, () => {
      run.strike()
      return run.send(force)
    }),
  )
}

/** The same message again, before and after the work is done. */
export const duplicateMishaps: readonly Mishap[] = [
  {
    title: 'the same message comes twice, one after the other',
    group,
    asksOnce: true,
    course: () => ({
      work: async (run) => {
        await atOnce(run, 1)
        await run.settled()
        await atOnce(run, 1)
      },
    }),
  },
  ...[2, 4, 8].map(
    (count): Mishap => ({
      title: `the same message comes ${count} times at once`,
      group,
      asksOnce: true,
      course: (random) => ({
        work: (run) => atOnce(run, count),
        onStep: jitter(random),
      }),
    }),
  ),
  {
    title: 'people ask for a refresh up to eight times at once while the sweep sends its own',
    group,
    asksOnce: true,
    course: (random) => ({
      work: async (run) => {
        await Promise.all([run.sweep(), atOnce(run, 2 + random.below(7), true)])
      },
      onStep: jitter(random),
    }),
  },
  {
    title: 'two sweeps send the same credential',
    group,
    asksOnce: true,
    course: (random) => ({
      work: async (run) => {
        run.strike()
        await Promise.all([run.sweep(), run.sweep()])
      },
      onStep: jitter(random),
    }),
  },
  {
    title: 'several processes are at the same credential and are killed together',
    group,
    course: (random) => {
      const killedAt = 4 + random.below(20)
      const slow = jitter(random)
      return {
        work: (run) => atOnce(run, 4),
        onStep: async (run, step) => {
          await slow(run, step)
          if (step.round > 0 || step.number !== killedAt) return undefined
          run.kill()
          return { kind: 'drop' }
        },
      }
    },
  },
]
