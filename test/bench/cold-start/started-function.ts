/**
 * The process in which one bundle is started and invoked once, as in a new execution environment. It imports nothing but
 * Node.js: whatever it loaded would not have to be loaded by the bundle.
 */
import { pathToFileURL } from 'node:url'

/** What one start took. Shape: `load` is the import of the bundle; `first` the first invocation. */
export type Start = { readonly load: Span; readonly first: Span }

/** How long something took, and how much of it the processor worked. */
export type Span = { readonly wallMilliseconds: number; readonly cpuMilliseconds: number }

const timed = async <A>(work: () => Promise<A>): Promise<readonly [A, Span]> => {
  const cpu = process.cpuUsage()
  const began = performance.now()
  const done = await work()
  const wallMilliseconds = performance.now() - began
  const { user, system } = process.cpuUsage(cpu)
  return [done, { wallMilliseconds, cpuMilliseconds: (user + system) / 1000 }]
}

process.on('disconnect', () => process.exit())
process.once('message', async ({ bundle, event }: { bundle: string; event: unknown }) => {
  const [{ handler }, load] = await timed(() => import(pathToFileURL(bundle).href))
  // The account on loopback speaks http and AWS does not: what that alone loads is not the function's.
  await import('node:http')
  const context = { getRemainingTimeInMillis: () => 90_000 }
  const [, first] = await timed(() => handler(event, context))
  process.send?.({ load, first })
})
