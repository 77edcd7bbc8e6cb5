import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { LocalAccount } from '../../lib/local/account.ts'
import { peakMemory } from './peak-memory.ts'

/** What one `status` took. Shape: times from the start of the process; `peakMegabytes` is absent where it cannot be told. */
export type StatusMeasurement = {
  readonly words: string
  readonly rows: number
  readonly firstRowSeconds: number
  readonly allSeconds: number
  readonly peakMegabytes: number | undefined
}

/** Runs `status` as a process, as an operator does, and measures it. */
export const measureStatus = async (
  dist: string,
  { access }: LocalAccount,
  words: readonly string[],
): Promise<StatusMeasurement> => {
  const began = performance.now()
  const child = spawn(process.execPath, [join(dist, 'cli.mjs'), 'status', ...words], {
    env: {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: access.endpoint,
      AWS_REGION: access.region,
      AWS_ACCESS_KEY_ID: access.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: access.credentials.secretAccessKey,
    },
  })
  const seconds = () => Math.round(performance.now() - began) / 1000
  let rows = 0
  let unfinished = ''
  let firstRowSeconds = 0
  let peakMegabytes: number | undefined
  child.stderr.pipe(process.stderr)
  child.stdout.setEncoding('utf8')
  child.stdout.on('data', (text: string) => {
    const lines = (unfinished + text).split('\n')
    unfinished = lines.pop() ?? ''
    const found = lines.filter((line) => /fleet-\d/.test(line)).length
    if (rows === 0 && found > 0) firstRowSeconds = seconds()
    rows += found
    peakMegabytes = peakMemory(child.pid) ?? peakMegabytes
  })
  await once(child, 'close')
  return {
    words: ['status', ...words].join(' '),
    rows,
    firstRowSeconds,
    allSeconds: seconds(),
    peakMegabytes,
  }
}
