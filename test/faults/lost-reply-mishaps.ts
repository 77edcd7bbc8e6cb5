import type { Fault } from '../../lib/local/gateway/gateway-call.ts'
import type { Course, Mishap, Step } from './mishap.ts'
import { REFRESH_STEPS, type StepName, SWEEP_STEPS } from './step.ts'

const STEPS = [...SWEEP_STEPS, ...REFRESH_STEPS] as const

/** The SDK gives up a call that takes longer, and tries it again. */
const GIVEN_UP_MILLISECONDS = 5000

const group = 'lost and delayed replies'

const onSteps = (
  name: StepName,
  isStruck: (step: Step) => boolean,
  fault: (step: Step) => Fault,
): Course => ({
  ...(name === 'reading the client' ? { provider: 'acme-crm' } : {}),
  onStep: (run, step) => {
    if (step.name !== name || !isStruck(step)) return undefined
    run.strike()
    return fault(step)
  },
})

const inTheFirstSweep =
  (times: number) =>
  ({ round, occurrence }: Step): boolean =>
    round === 0 && occurrence <= times

/** How often at the most. */
const TIMES = [
  ['once', 1],
  // the SDK tries three times, so that the fourth reaches the function itself
  ['twice or more', 4],
] as const

const lost = (name: StepName): readonly Mishap[] =>
  TIMES.map(([words, most]) => ({
    title: `the reply is lost ${words}: ${name}`,
    group,
    course: (random) => {
      const times = most === 1 ? 1 : 2 + random.below(most - 1)
      return onSteps(name, inTheFirstSweep(times), () => ({ kind: 'lose-reply' }))
    },
  }))

type Steps = readonly [StepName, ...StepName[]]

const dropped = (whose: string, names: Steps): Mishap => ({
  title: `a request of ${whose} gets lost, up to four times`,
  group,
  course: (random) =>
    onSteps(random.oneOf(names), inTheFirstSweep(1 + random.below(4)), () => ({ kind: 'drop' })),
})

const late = (whose: string, names: Steps): Mishap => ({
  title: `replies to ${whose} come late`,
  group,
  course: (random) => {
    const milliseconds = 20 + random.below(400)
    return onSteps(random.oneOf(names), inTheFirstSweep(3), () => ({ kind: 'delay', milliseconds }))
  },
})

/** A call that was given up is applied when its second try is over already. */
const tooLate: Mishap = {
  title: 'a call is given up after five seconds, tried again, and applied late all the same',
  group,
  isSlow: true,
  course: (random) => {
    const name = random.oneOf(REFRESH_STEPS)
    const milliseconds = GIVEN_UP_MILLISECONDS + 200 + random.below(400)
    return {
      ...onSteps(name, inTheFirstSweep(1), () => ({ kind: 'delay', milliseconds })),
      mend: () => new Promise((resolve) => setTimeout(resolve, 700)),
    }
  },
}

const everyThird: Mishap = {
  title: 'every third reply of everything is lost, in the sweeps that heal it too',
  group,
  course: (random) => {
    const first = random.below(3)
    return {
      onStep: (run, { number, name }) => {
        if (number % 3 !== first || name === 'asking the provider') return undefined
        run.strike()
        return { kind: 'lose-reply' }
      },
    }
  },
}

/** Calls are applied and nobody hears of it, or hears of it late; or they never arrive. */
export const lostReplyMishaps: readonly Mishap[] = [
  ...STEPS.flatMap(lost),
  dropped('Sweep', SWEEP_STEPS),
  dropped('Rotate', REFRESH_STEPS),
  late('Sweep', SWEEP_STEPS),
  late('Rotate', REFRESH_STEPS),
  tooLate,
  everyThird,
]
