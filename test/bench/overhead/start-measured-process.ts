import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { BlockCost, RunBlock } from './measured-process.ts'

/** A process that runs blocks of invocations and says what they took. */
export type MeasuredProcess = {
  readonly run: (block: RunBlock) => Promise<BlockCost>
  readonly stop: () => Promise<void>
}

/** Enough new space for a block, so that nothing is collected while its allocations are counted. */
const COUNTS_ALLOCATIONS = ['--expose-gc', '--min-semi-space-size=256', '--max-semi-space-size=256']

/**
 * Starts it. Shape: `countsAllocations` lets it say how much was allocated, at the price of a heap that no function has.
 *
 * Errors: `run` rejects when the process ended.
 */
export const startMeasuredProcess = (
  variables: Readonly<Record<string, string>>,
  { countsAllocations = false } = {},
): MeasuredProcess => {
  const child = fork(join(import.meta.dirname, 'measured-process.ts'), {
    env: { PATH: process.env.PATH, ...variables },
    execArgv: countsAllocations ? COUNTS_ALLOCATIONS : [],
    silent: true,
  })
  const errors: string[] = []
  // a function's log is read by whoever runs it, too
  child.stdout?.resume()
  child.stderr?.on('data', (text: Buffer) => errors.push(text.toString()))
  const ended = once(child, 'exit').then(() => {
    throw new Error(`the measured process ended: ${errors.join('').slice(-2000)}`)
  })
  ended.catch(() => undefined)
  return {
    run: async (block) => {
      const answered = once(child, 'message')
      child.send(block)
      const [cost] = await Promise.race([answered, ended])
      return cost
    },
    stop: async () => {
      const exited = once(child, 'exit')
      if (child.connected) child.disconnect()
      if (child.exitCode === null) await exited
    },
  }
}
