import type { Mishap } from './mishap.ts'
import { REFRESH_STEPS } from './step.ts'

const group = 'lost ledger'

const between = (isKilled: boolean): Mishap => ({
  title: isKilled
    ? 'the item is taken away between any two calls, and Rotate is killed at any later call'
    : 'the item is taken away between any two calls',
  group,
  course: (random) => {
    const at = 5 + random.below(REFRESH_STEPS.length)
    const killedAt = isKilled ? at + random.below(REFRESH_STEPS.length) : 0
    return {
      onStep: async (run, step) => {
        if (step.round > 0) return undefined
        if (step.number === at) {
          run.strike()
          await run.removeItem()
        }
        if (step.number !== killedAt) return undefined
        run.kill()
        return random.below(2) === 0 ? { kind: 'drop' } : { kind: 'lose-reply' }
      },
    }
  },
})

/** The ledger forgets a credential, at any time. */
export const lostLedgerMishaps: readonly Mishap[] = [
  between(false),
  between(true),
  {
    title: 'the item is taken away between two runs',
    group,
    course: () => ({
      isNew: false,
      work: async (run) => {
        run.strike()
        await run.removeItem()
        await run.sweep()
      },
    }),
  },
  {
    title: 'Rotate is killed at any call, and the item is taken away before it is healed',
    group,
    course: (random) => {
      const killedAt = 5 + random.below(REFRESH_STEPS.length)
      const side = random.below(2)
      return {
        onStep: (run, step) => {
          if (step.round > 0 || step.number !== killedAt) return undefined
          run.kill()
          return side === 0 ? { kind: 'drop' } : { kind: 'lose-reply' }
        },
        mend: async (run) => {
          run.strike()
          await run.removeItem()
        },
      }
    },
  },
]
