import { fork } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Invoke } from '../../../lib/local/functions/function-runner.ts'
import { encodeProviders } from '../../../lib/provider/provider-file.ts'
import { providers } from '../../fixed-data.ts'
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
 * the process has looked at 200,000 secrets.
 *
 * Errors: rejects when the process ends without an answer, or a sweep does not finish.
 */
export const measureSweep = async (dist: string, secrets: number): Promise<SweepMeasurement> => {
  const account = await startMadeUpAccount(secrets)
  const folder = await mkdtemp(join(tmpdir(), 'swept-'))
  try {
    await cp(join(dist, 'functions/sweep'), folder, { recursive: true })
    await writeFile(join(folder, 'providers.json'), encodeProviders([...providers.values()]))
    const container = await startContainer(dist, folder, account.origin)
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

const startContainer = async (dist: string, folder: string, origin: string) => {
  const child = fork(join(dist, 'function-runner.mjs'), [join(folder, 'index.mjs')], {
    execArgv: AS_LAMBDA_STARTS_NODE,
    silent: true,
    env: {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: origin,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      QUEUE_URL: `${origin}/111122223333/token-rotation`,
      LEDGER_TABLE: 'token-rotation',
      TAG_PREFIX: 'token-rotation',
      SWEEP_MINUTES: '15',
    },
  })
  let said = ''
  for (const output of [child.stdout, child.stderr])
    output?.setEncoding('utf8').on('data', (text: string) => {
      said = `${said}${text}`.slice(-2000)
    })
  const ended = once(child, 'exit').then(() => {
    throw new Error(`the sweep's process ended: ${said}`)
  })
  ended.catch(() => undefined)
  await Promise.race([once(child, 'message'), ended])
  return {
    pid: child.pid,
    sweep: async (): Promise<void> => {
      const request: Invoke = {
        tag: 'Invoke',
        requestId: 'sweep',
        functionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:sweep',
        event: '{}',
        deadline: Date.now() + 900_000,
        endOfOutput: '',
      }
      child.send(request)
      const [answer] = await Promise.race([once(child, 'message'), ended])
      if (answer?.tag !== 'Answered') throw new Error(`a sweep did not finish: ${said}`)
    },
    stop: () => {
      child.kill('SIGKILL')
    },
  }
}

/**
 * With 256 MB, as the stack has it. Lambda gives Node.js a tenth of a function's memory for what is new, in two halves,
 * and the rest for what is old.
 */
const AS_LAMBDA_STARTS_NODE = ['--max-semi-space-size=12', '--max-old-space-size=231']
