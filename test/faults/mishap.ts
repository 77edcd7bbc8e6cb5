import type { Fault } from '../../lib/local/gateway/gateway-call.ts'
import type { Random } from './random.ts'
import type { Run } from './run.ts'
import type { StepName } from './step.ts'

/** What kinds of trouble there are; the table has a line for each. */
export const GROUPS = [
  'crashes',
  'lost and delayed replies',
  'refused calls',
  'stale reads',
  'duplicates',
  'edits by hand',
  'lost ledger',
  'native rotation',
  'writes refused for good',
  'beyond what can be had',
] as const
export type Group = (typeof GROUPS)[number]

/**
 * An outgoing call of a function in a run.
 *
 * Shape: `round` is 0 while the mishap is on and counts the sweeps afterwards; `number` counts the calls of the round
 * and `occurrence` those of the same name, both from 1.
 */
export type Step = {
  readonly name: StepName
  readonly round: number
  readonly number: number
  readonly occurrence: number
}

/**
 * What a mishap does in one run, after chance has had its say.
 *
 * Shape: `provider` and `isNew` say what credential it needs (any; one that was refreshed before); `work` takes the
 * place of the first sweep; `onStep` is asked before each call and may answer with a fault; `mend` is what a person
 * does when it is over.
 */
export type Course = {
  readonly provider?: string
  readonly isNew?: boolean
  readonly work?: (run: Run) => Promise<void>
  readonly onStep?: (run: Run, step: Step) => Promise<Fault | undefined> | Fault | undefined
  readonly mend?: (run: Run) => Promise<void>
}

/**
 * Something that goes wrong.
 *
 * Shape: `isSlow` takes seconds of the machine's own time and is tried less often; `asksOnce`: whatever happens, one
 * request is made.
 */
export type Mishap = {
  readonly title: string
  readonly group: Group
  readonly isSlow?: true
  readonly asksOnce?: true
  readonly course: (random: Random) => Course
}
