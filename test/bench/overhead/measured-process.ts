/**
 * The process in which Rotate and the bare handler are measured side by side, started by `overhead-bench.ts`. It imports
 * nothing but Node.js: whatever it loaded would be warm for one of the two.
 */
import { pathToFileURL } from 'node:url'

/** Asks for one block of invocations, one after the other. */
export type RunBlock = { readonly bundle: string; readonly events: readonly unknown[] }

/** What a block took, by the invocation. Shape: `kilobytes` is what was allocated; absent where it cannot be told. */
export type BlockCost = {
  readonly cpuMilliseconds: number
  readonly wallMilliseconds: number
  readonly kilobytes?: number
}

type Handler = (event: unknown, context: unknown) => Promise<unknown>

const handlers = new Map<string, Handler>()
const context = { getRemainingTimeInMillis: () => 90_000 }

const handlerOf = async (bundle: string): Promise<Handler> => {
  const known = handlers.get(bundle) ?? (await import(pathToFileURL(bundle).href)).handler
  handlers.set(bundle, known)
  return known
}

const heapBytes = (): number => process.memoryUsage().heapUsed

const run = async ({ bundle, events }: RunBlock): Promise<BlockCost> => {
  const handler = await handlerOf(bundle)
  globalThis.gc?.()
  const heap = heapBytes()
  const cpu = process.cpuUsage()
  const began = performance.now()
  for (const event of events) await handler(event, context)
  const wall = performance.now() - began
  const { user, system } = process.cpuUsage(cpu)
  const allocated = (heapBytes() - heap) / 1024
  return {
    cpuMilliseconds: (user + system) / 1000 / events.length,
    wallMilliseconds: wall / events.length,
    ...(globalThis.gc === undefined ? {} : { kilobytes: allocated / events.length }),
  }
}

/** With Lambda's JSON log format an object is one line of JSON. */
for (const level of ['info', 'warn', 'error'] as const) {
  const write = console[level].bind(console)
  console[level] = (entry: unknown) => write(JSON.stringify(entry))
}

process.on('disconnect', () => process.exit())
process.on('message', async (block: RunBlock) => {
  process.send?.(await run(block))
})
