import type { Course, Mishap } from './mishap.ts'
import type { Random } from './random.ts'
import { letTimePass, REFUSALS } from './refused-call-mishaps.ts'
import type { Run } from './run.ts'

const group = 'writes refused for good'

/** Twice this is past the time until which a put is tried, and leaves the time that is kept for sealing. */
const PUT_WAITED_SECONDS = 36

/** Secrets Manager takes no successor for so many sweeps, each time for longer than a function lives. */
const putsRefused =
  (random: Random, sweeps: number): NonNullable<Course['onStep']> =>
  (run, step) => {
    if (step.round >= sweeps || step.name !== 'putting the successor') return undefined
    run.strike()
    letTimePass(run, step.occurrence, PUT_WAITED_SECONDS)
    return random.oneOf(REFUSALS)
  }

const forSweeps = (sweeps: number): Mishap => ({
  title: `the successor cannot be put for longer than a function lives, in ${sweeps} sweeps`,
  group,
  course: (random) => ({ onStep: putsRefused(random, sweeps) }),
})

/** The put is tried six times, sealing and keeping follow; the next sweep stores what was kept. */
const LAST_CALLS = { first: 18, more: 22 }

const andKilled: Mishap = {
  title: 'the successor cannot be put, and Rotate is killed at any call from then on',
  group,
  course: (random) => {
    const refuse = putsRefused(random, 1)
    const killedAt = LAST_CALLS.first + random.below(LAST_CALLS.more)
    const side = random.oneOf(['drop', 'lose-reply'] as const)
    let calls = 0
    return {
      onStep: async (run, step) => {
        calls += 1
        if (calls !== killedAt) return refuse(run, step)
        run.kill()
        return { kind: side }
      },
    }
  },
}

const andReplyLost = (name: 'sealing' | 'keeping the escrow'): Mishap => ({
  title: `the successor cannot be put, and replies are lost up to four times: ${name}`,
  group,
  course: (random) => {
    const refuse = putsRefused(random, 1)
    const times = 1 + random.below(4)
    return {
      onStep: (run, step) => {
        if (step.name !== name || step.round > 0 || step.occurrence > times)
          return refuse(run, step)
        run.strike()
        return { kind: 'lose-reply' }
      },
    }
  },
})

const andEdited = (what: string, act: (run: Run) => void): Mishap => ({
  title: `the successor cannot be put, and a person ${what} before it is stored`,
  group,
  course: (random) => ({
    onStep: putsRefused(random, 1 + random.below(2)),
    mend: async (run) => act(run),
  }),
})

const andDuplicated: Mishap = {
  title: 'the successor cannot be put, and four messages come at once when it can',
  group,
  course: (random) => ({
    onStep: putsRefused(random, 1),
    mend: async (run) => {
      await run.passUntilDue()
      await Promise.all(Array.from({ length: 4 }, () => run.send()))
    },
  }),
}

/** The answer is there, and Secrets Manager takes it no more: it waits in escrow. */
export const refusedWriteMishaps: readonly Mishap[] = [
  forSweeps(1),
  forSweeps(2),
  andKilled,
  andReplyLost('sealing'),
  andReplyLost('keeping the escrow'),
  andEdited('puts the token of a new consent', (run) => run.consentAgain()),
  andEdited('puts the old text back', (run) => run.putOldTextBack()),
  andEdited('changes another field', (run) => run.editAnotherField()),
  andEdited('moves AWSCURRENT back to the version before', (run) => run.moveLabelBack()),
  andDuplicated,
]

/** Neither Secrets Manager nor the key takes the answer: nothing is left but to say so. */
export const nothingTakesIt: Mishap = {
  title:
    'neither the successor can be put nor the answer be sealed for longer than a function lives',
  group: 'beyond what can be had',
  course: (random) => {
    const refuse = putsRefused(random, 1)
    return {
      onStep: (run, step) => {
        if (step.round > 0 || step.name !== 'sealing') return refuse(run, step)
        run.strike()
        return REFUSALS[0]
      },
    }
  },
}
