import type { Mishap } from './mishap.ts'
import type { Run } from './run.ts'

const group = 'native rotation'

const NATIVE_STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const

/** Longer than a lease. */
const RETRY_SECONDS = 151
const MAX_PASSES = 5

/** One pass of Secrets Manager through the four steps; a step that throws ends it. Gives whether it came to its end. */
const pass = async (run: Run, versionId: string): Promise<boolean> => {
  for (const Step of NATIVE_STEPS) {
    const { tag } = await run.world.account.nativeRotation({
      Step,
      SecretId: run.arn,
      ClientRequestToken: versionId,
    })
    if (tag !== 'Answered') return false
  }
  return true
}

/** Secrets Manager begins again from the first step until the last one is done. */
const untilDone = async (run: Run, versionId: string): Promise<void> => {
  for (let passes = 0; passes < MAX_PASSES; passes++) {
    if (await pass(run, versionId)) return
    await run.settled()
    run.pass(RETRY_SECONDS)
  }
}

const inTheMiddle: Mishap = {
  title: 'native rotation runs between any two calls of a scheduled refresh',
  group,
  course: (random) => {
    const at = 5 + random.below(11)
    const versionId = random.id()
    let isIn = false
    return {
      onStep: async (run, step) => {
        if (isIn || step.round > 0 || step.number !== at) return undefined
        isIn = true
        run.strike()
        await pass(run, versionId)
        isIn = false
        return undefined
      },
      mend: (run) => untilDone(run, versionId),
    }
  },
}

const beside: Mishap = {
  title: 'native rotation and scheduled refreshes run at the same time',
  group,
  course: (random) => {
    const versionId = random.id()
    const messages = 1 + random.below(3)
    return {
      work: async (run) => {
        run.strike()
        const sent = Array.from({ length: messages }, () => run.send())
        await Promise.all([pass(run, versionId), run.sweep(), ...sent])
      },
      mend: (run) => untilDone(run, versionId),
    }
  },
}

const killed = (side: 'before' | 'after'): Mishap => ({
  title: `NativeRotation is killed right ${side} any call`,
  group,
  course: (random) => {
    const at = 1 + random.below(22)
    const versionId = random.id()
    return {
      work: (run) => untilDone(run, versionId),
      onStep: (run, step) => {
        if (step.round > 0 || step.number !== at) return undefined
        run.strike()
        run.killAll()
        return { kind: side === 'before' ? 'drop' : 'lose-reply' }
      },
    }
  },
})

const edited: Mishap = {
  title: 'a person puts the token of a new consent between any two calls of native rotation',
  group,
  course: (random) => {
    const at = 1 + random.below(22)
    const versionId = random.id()
    return {
      work: (run) => untilDone(run, versionId),
      onStep: (run, step) => {
        if (step.round === 0 && step.number === at) {
          run.strike()
          run.consentAgain()
        }
        return undefined
      },
    }
  },
}

const lostReplies: Mishap = {
  title: 'replies are lost in native rotation, at any call, up to four times',
  group,
  course: (random) => {
    const at = 1 + random.below(22)
    const times = 1 + random.below(4)
    const versionId = random.id()
    return {
      work: (run) => untilDone(run, versionId),
      onStep: (run, { round, number }) => {
        if (round > 0 || number < at || number >= at + times) return undefined
        run.strike()
        return { kind: 'lose-reply' }
      },
    }
  },
}

const repeated: Mishap = {
  title: 'the steps of native rotation come in any order, and again',
  group,
  course: (random) => {
    const versionId = random.id()
    const order = Array.from({ length: 8 }, () => random.oneOf(NATIVE_STEPS))
    return {
      work: async (run) => {
        for (const Step of order) {
          run.strike()
          await run.world.account.nativeRotation({
            Step,
            SecretId: run.arn,
            ClientRequestToken: versionId,
          })
        }
      },
      mend: (run) => untilDone(run, versionId),
    }
  },
}

/** Secrets Manager's own rotation, beside the schedule and in trouble of its own. */
export const nativeRotationMishaps: readonly Mishap[] = [
  inTheMiddle,
  beside,
  killed('before'),
  killed('after'),
  edited,
  lostReplies,
  repeated,
]
