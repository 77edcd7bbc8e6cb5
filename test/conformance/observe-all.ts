import { isDeepStrictEqual } from 'node:util'
import type { ServiceBehaviour } from './behaviours.ts'
import { inParallel } from './in-parallel.ts'
import { errorName } from './outcome.ts'
import type { Place } from './place.ts'

/**
 * What came of a behaviour: `as-expected`; `differs`; for an open question whose assumption did not hold,
 * `finding`; `not-observed` when the run was ended before or during it.
 */
export type Verdict = 'as-expected' | 'differs' | 'finding' | 'not-observed'

/** A behaviour with what was seen of it. */
export type Observation = {
  readonly behaviour: ServiceBehaviour
  readonly seen: unknown
  readonly verdict: Verdict
}

/** Enough to hide the waiting of one behind the work of others, few enough not to be throttled. */
const AT_A_TIME = 6

/**
 * Observes all behaviours and judges them by what AWS answers.
 *
 * Effect: makes resources whose names begin with `prefix`; `onSeen` hears of each as it is done. Once `signal`
 * is aborted nothing new begins.
 * Errors: none; an observation that throws is one that differs.
 */
export const observeAll = (
  place: Place,
  behaviours: readonly ServiceBehaviour[],
  prefix: string,
  {
    signal,
    onSeen,
  }: {
    readonly signal: AbortSignal
    readonly onSeen: (observation: Observation) => void
  },
): Promise<readonly Observation[]> =>
  inParallel(AT_A_TIME, behaviours, async (behaviour, i) => {
    const seen = signal.aborted
      ? undefined
      : await behaviour.observe(place, `${prefix}-${i}`).catch(threw)
    const observation = { behaviour, seen, verdict: verdictOf(behaviour, seen, signal) }
    if (!signal.aborted) onSeen(observation)
    return observation
  })

const threw = (error: unknown): unknown => ({ threw: errorName(error) })

const verdictOf = (
  { aws, isOpen }: ServiceBehaviour,
  seen: unknown,
  signal: AbortSignal,
): Verdict => {
  if (signal.aborted) return 'not-observed'
  if (isDeepStrictEqual(seen, aws)) return 'as-expected'
  return isOpen ? 'finding' : 'differs'
}
