import { randomOf } from './random.ts'
import { beginRun } from './run.ts'
import { openWorld } from './world.ts'

/** How long the only window lasted in which a kill costs a grant. Shape: milliseconds, shortest first. */
export type Windows = readonly number[]

/**
 * Refreshes credentials one after the other, undisturbed, and measures from the moment at which the provider hands its
 * answer over until the write of it reaches Secrets Manager.
 */
export const measureWindow = async (
  dist: string,
  { seed, refreshes }: { readonly seed: number; readonly refreshes: number },
): Promise<Windows> => {
  const world = await openWorld(dist)
  const windows: number[] = []
  for (let n = 1; n <= refreshes; n++) {
    const run = await beginRun(world, randomOf(`${seed}/window/${n}`), undefined)
    let answeredAt = 0
    world.watch({
      onExchange: () => {
        answeredAt = performance.now()
      },
      onStep: async (step) => {
        if (step === 'putting the successor') windows.push(performance.now() - answeredAt)
        return undefined
      },
      onMissingVersion: () => {},
    })
    await run.send()
    await run.settled()
    world.watch(undefined)
  }
  await world.stop()
  // the first ones wait for new processes to warm up, as on Lambda after a cold start: they count
  return windows.toSorted((a, b) => a - b)
}

/** What the windows come to, in a sentence. */
export const windowText = (windows: Windows): string => {
  const at = (share: number): string =>
    (windows[Math.floor(windows.length * share)] ?? 0).toFixed(1)
  return `from the provider's answer to its store: median ${at(0.5)} ms, 99th percentile ${at(0.99)} ms, longest ${at(0.9999)} ms (${windows.length} refreshes, on this machine)`
}
