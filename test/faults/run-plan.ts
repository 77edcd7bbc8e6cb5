import type { PlannedRun } from './plan.ts'
import { type RunReport, runMishap } from './run-mishap.ts'
import { openWorld, type World } from './world.ts'

/** A run that is over. */
export type FinishedRun = RunReport & { readonly number: number }

/** How a plan is worked off. Shape: `worlds` are accounts side by side, each at one run at a time. */
export type PlanOptions = {
  readonly dist: string
  readonly seed: number
  readonly worlds: number
  readonly onRun?: (run: FinishedRun) => void
  readonly log?: (line: string) => void
  /** Begins no further run. */
  readonly signal?: AbortSignal
}

/** An account is replaced after so many runs: it forgets nothing, and gets slower. */
const RUNS_PER_WORLD = 300

/** Works a plan off, and gives the reports in the order of their end. */
export const runPlan = async (
  plan: readonly PlannedRun[],
  { dist, seed, worlds, onRun = () => {}, log, signal }: PlanOptions,
): Promise<readonly FinishedRun[]> => {
  const waiting = [...plan]
  const finished: FinishedRun[] = []
  const workIn = async (world: World): Promise<void> => {
    for (let runs = 0; runs < RUNS_PER_WORLD; runs++) {
      const next = signal?.aborted ? undefined : waiting.shift()
      if (next === undefined) return
      const report = await runMishap(world, next.mishap, `${seed}/${next.number}`)
      const run = { ...report, number: next.number }
      finished.push(run)
      onRun(run)
    }
  }
  const work = async (): Promise<void> => {
    while (waiting.length > 0 && !signal?.aborted) {
      const world = await openWorld(dist, log)
      await workIn(world).finally(() => world.stop())
    }
  }
  await Promise.all(Array.from({ length: Math.min(worlds, plan.length) }, work))
  return finished
}
