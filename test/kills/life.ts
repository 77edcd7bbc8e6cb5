import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { builtDist } from '../main-job/built-dist.ts'
import { type Acknowledged, handWriter } from './hand-writes.ts'

/** What a life of the kept demo came to. Shape: `found` is absent when it was cut off before it could be asked. */
export type Life = {
  readonly found: Acknowledged | undefined
  readonly acknowledged: Acknowledged
  readonly refreshes: number
}

/** The speed and the size of the demo that is killed. */
const DEMO = ['--speed', '600', '--fleet', '60']

/**
 * Starts the demo on a folder, as a user does, reads what earlier lives wrote by hand, goes on writing, and kills the
 * process `moment` milliseconds after its start, wherever it is; with SIGINT it may end what it is at.
 */
export const liveUntilKilled = async (
  folder: string,
  before: Acknowledged,
  moment: number,
  signal: 'SIGKILL' | 'SIGINT' = 'SIGKILL',
): Promise<Life> => {
  const child = spawn(
    process.execPath,
    [join(builtDist(), 'cli.mjs'), 'local', '--data', folder, ...DEMO],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const exited = once(child, 'exit')
  let output = ''
  const endpoint = new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk) => {
      output += chunk
      const found = /local account at (http:\/\/[\d.:]+)/.exec(output)?.[1]
      if (found !== undefined) resolve(found)
    })
  })
  const writing = endpoint.then(async (origin) => {
    const writer = handWriter(origin)
    const found = await writer.read().catch(() => undefined)
    const acknowledged = found === undefined ? before : await writer.writeUntilGone(found)
    writer.stop()
    return { found, acknowledged }
  })
  await Promise.race([wait(moment), exited])
  if (child.exitCode !== null) throw new Error(`the demo ended by itself with ${child.exitCode}`)
  child.kill(signal)
  await exited
  const isStarted = output.includes('local account at')
  const { found, acknowledged } = isStarted
    ? await writing
    : { found: undefined, acknowledged: before }
  return { found, acknowledged, refreshes: output.split('Token Refreshed').length - 1 }
}
