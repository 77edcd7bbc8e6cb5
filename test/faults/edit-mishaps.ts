import type { Mishap } from './mishap.ts'
import type { Run } from './run.ts'
import { REFRESH_STEPS } from './step.ts'

const group = 'edits by hand'

type Edit = {
  readonly what: string
  readonly act: (run: Run) => void
  readonly mend?: (run: Run) => void
}

const EDITS: readonly Edit[] = [
  { what: 'puts the token of a new consent', act: (run) => run.consentAgain() },
  { what: 'puts the old text back', act: (run) => run.putOldTextBack() },
  { what: 'changes another field', act: (run) => run.editAnotherField() },
  { what: 'moves AWSCURRENT back to the version before', act: (run) => run.moveLabelBack() },
  {
    what: 'pauses the credential for a while',
    act: (run) => run.tag('paused', 'yes'),
    mend: (run) => run.untag('paused'),
  },
  {
    what: 'gives it a provider that nobody knows for a while',
    act: (run) => run.tag('provider', 'nobody'),
    mend: (run) => run.tag('provider', providerOf(run)),
  },
  {
    what: 'names the client of another provider for a while',
    act: (run) => run.tag('client', 'retently'),
    mend: (run) => run.untag('client'),
  },
  {
    what: 'opts the credential out and in again',
    act: (run) => run.untag('provider'),
    mend: (run) => run.tag('provider', providerOf(run)),
  },
]

const providerOf = (run: Run): string => run.secret().name.split('/')[0] ?? ''

/** A person acts right before any call of a refresh, or when it is over. */
const between = ({ what, act, mend }: Edit): Mishap => ({
  title: `a person ${what} between any two calls`,
  group,
  course: (random) => {
    const at = random.oneOf([...REFRESH_STEPS, 'over'])
    return {
      ...(at === 'reading the client' ? { provider: 'acme-crm' } : {}),
      onStep: (run, step) => {
        if (step.round === 0 && step.name === at && step.occurrence === 1) {
          run.strike()
          act(run)
        }
        return undefined
      },
      mend: async (run) => {
        if (at === 'over') {
          run.strike()
          act(run)
        }
        if (mend !== undefined) {
          // it is seen once as it is
          await run.passUntilDue()
          await run.sweep()
          await run.settled()
          mend(run)
        }
      },
    }
  },
})

const andKilled = ({ what, act, mend }: Edit): Mishap => ({
  title: `a person ${what} between any two calls, and Rotate is killed at any call`,
  group,
  course: (random) => {
    const at = random.oneOf(REFRESH_STEPS)
    const killedAt = 5 + random.below(REFRESH_STEPS.length)
    return {
      onStep: (run, step) => {
        if (step.round > 0) return undefined
        if (step.name === at && step.occurrence === 1) {
          run.strike()
          act(run)
        }
        if (step.number !== killedAt) return undefined
        run.kill()
        return random.oneOf(['drop', 'lose-reply']) === 'drop'
          ? { kind: 'drop' }
          : { kind: 'lose-reply' }
      },
      mend: async (run) => mend?.(run),
    }
  },
})

const deleted: Mishap = {
  title: 'a person deletes the secret between any two calls and restores it',
  group,
  course: (random) => {
    const at = random.oneOf(REFRESH_STEPS)
    return {
      onStep: (run, step) => {
        if (step.round === 0 && step.name === at && step.occurrence === 1) {
          run.strike()
          run.deleteSecret()
        }
        return undefined
      },
      mend: async (run) => run.restoreSecret(),
    }
  },
}

/** A person does something to the secret in the middle of a refresh. */
export const editMishaps: readonly Mishap[] = [
  ...EDITS.map(between),
  ...EDITS.map(andKilled),
  deleted,
]
