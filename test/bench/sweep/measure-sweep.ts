import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeProviders } from '../../../lib/provider/provider-file.ts'
import { providers } from '../../fixed-data.ts'
import { startLambdaProcess } from '../lambda-process.ts'
import { peakMemory } from '../peak-memory.ts'
import { startMadeUpAccount } from './made-up-account.ts'

/**
 * What sweeps of the bundle in one process came to.
 *
 * Shape: `calls` and `seconds` are the first sweep's, a new container's; `peak` is of all of them, in megabytes, absent
 * where the system does not tell.
 */
export type SweepMeasurement = {
  readonly secrets: number
  readonly calls: ReadonlyMap<string, number>
  readonly seconds: number
  readonly peak: number | undefined
}

/**
 * Lets the bundle sweep a made-up account, in a process of its own, as a function with 15 minutes to live. A process is
 * kept between sweeps, and Node.js takes memory until its collector has settled: so a small account is swept again until
 * the process has looked at 200,000 secrets. Its heap is that of 256 MB, which the stack gives to it.
 *
 * Errors: rejects when the process ends without an answer, or a sweep does not finish.
 */
export const measureSweep = async (dist: string, secrets: number): Promise<SweepMeasurement> => {
  const account = await startMadeUpAccount(secrets)
  const folder = await mkdtemp(join(tmpdir(), 'swept-'))
  try {
    await cp(join(dist, 'functions/sweep'), folder, { recursive: true })
    await writeFile(join(folder, 'providers.json'), encodeProviders([...providers.values()]))
    const container = await startContainer(dist, join(folder, 'index.mjs'), account.origin)
    try {
      const began = performance.now()
      await container.sweep()
      const seconds = Math.round((performance.now() - began) / 100) / 10
      const calls = new Map(account.calls)
      for (let seen = secrets; seen < SETTLED_AFTER; seen += secrets) await container.sweep()
      return { secrets, calls, seconds, peak: peakMemory(container.pid) }
    } finally {
      container.stop()
    }
  } finally {
    await rm(folder, { recursive: true })
    await account.stop()
  }
}

const SETTLED_AFTER = 200_000

const startContainer = async (dist: string, bundle: string, origin: string) => {
  const container = await startLambdaProcess({
    dist,
    bundle,
    megabytes: 256,
    timeoutSeconds: 900,
    variables: {
      AWS_ENDPOINT_URL: origin,
      QUEUE_URL: `${origin}/111122223333/token-rotation`,
      LEDGER_TABLE: 'token-rotation',
      TAG_PREFIX: 'token-rotation',
      SWEEP_MINUTES: '15',
    },
  })
  return { ...container, sweep: () => container.invoke({}) }
}
