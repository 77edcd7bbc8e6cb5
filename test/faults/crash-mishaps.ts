import type { Mishap } from './mishap.ts'
import type { Run } from './run.ts'
import { REFRESH_STEPS, SWEEP_STEPS } from './step.ts'

/** Before a call: it never leaves. After: it is applied, and nobody hears of it. */
const SIDES = ['before', 'after'] as const
type Side = (typeof SIDES)[number]

const crash = (run: Run, side: Side) => {
  run.strike()
  run.kill()
  return side === 'before' ? ({ kind: 'drop' } as const) : ({ kind: 'lose-reply' } as const)
}

const crashAt = (name: (typeof REFRESH_STEPS)[number], side: Side): Mishap => ({
  title: `Rotate is killed right ${side} ${name}`,
  group: 'crashes',
  course: () => ({
    // the others carry their client
    ...(name === 'reading the client' ? { provider: 'acme-crm' } : {}),
    onStep: (run, step) => (step.round === 0 && step.name === name ? crash(run, side) : undefined),
  }),
})

const crashTwice = (side: Side): Mishap => ({
  title: `Rotate is killed at any call, and the run that heals it right ${side} any call`,
  group: 'crashes',
  course: (random) => {
    const first = 5 + random.below(REFRESH_STEPS.length)
    const second = 1 + random.below(REFRESH_STEPS.length + SWEEP_STEPS.length)
    const firstSide = random.oneOf(SIDES)
    return {
      onStep: (run, { round, number }) => {
        if (round === 0 && number === first) return crash(run, firstSide)
        return round === 1 && number === second ? crash(run, side) : undefined
      },
    }
  },
})

const crashThrice: Mishap = {
  title: 'Rotate is killed at any call, and so are the next two runs',
  group: 'crashes',
  course: (random) => {
    const numbers = [0, 1, 2].map(() => 5 + random.below(REFRESH_STEPS.length))
    const side = random.oneOf(SIDES)
    return {
      onStep: (run, { round, number }) =>
        numbers[round] === number ? crash(run, side) : undefined,
    }
  },
}

const sweepCrash = (side: Side): Mishap => ({
  title: `Sweep is killed right ${side} any of its calls`,
  group: 'crashes',
  course: (random) => {
    const name = random.oneOf(SWEEP_STEPS)
    return {
      onStep: (run, step) => {
        if (step.round !== 0 || step.name !== name || step.occurrence > 1) return undefined
        run.strike()
        run.killAll()
        return side === 'before' ? { kind: 'drop' } : { kind: 'lose-reply' }
      },
    }
  },
})

/** The process of a function ends at once, at any call that it makes. */
export const crashMishaps: readonly Mishap[] = [
  ...REFRESH_STEPS.flatMap((name) => SIDES.map((side) => crashAt(name, side))),
  ...SIDES.map(crashTwice),
  crashThrice,
  ...SIDES.map(sweepCrash),
]
