import { randomUUID } from 'node:crypto'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { localProviders } from '../../../lib/local/local-providers.ts'
import { startLambdaProcess } from '../lambda-process.ts'
import { messageOf } from '../message-of.ts'
import { peakMemory } from '../peak-memory.ts'
import { type DueSecret, type RefreshAccount, startRefreshAccount } from '../refresh-account.ts'
import { startPaddedEndpoint } from './padded-endpoint.ts'

/** What refreshes one after the other in one process came to. Shape: `peak` in megabytes, since the process began. */
export type MemoryRun = {
  readonly asked: number
  readonly refreshed: number
  readonly peak: number | undefined
}

/**
 * What Rotate needs with the heap of a function of so much memory. Shape: `worst` are refreshes in the same process, after
 * the usual ones, of credentials as large as Rotate takes them, answered with as much as is read.
 */
export type MemoryMeasurement = {
  readonly megabytes: number
  readonly usual: MemoryRun
  readonly worst: MemoryRun
}

/** How much is done in each process. */
export type MemoryPlan = {
  readonly sizes: readonly number[]
  readonly usual: number
  readonly worst: number
}

/**
 * Lets the bundle of Rotate refresh credentials in a process for each memory size, with the heap that Lambda gives Node.js
 * there. The provider speaks TLS, the embedded account does not. A process that dies has refreshed fewer than it was asked for.
 */
export const measureMemory = async (
  dist: string,
  { sizes, usual, worst }: MemoryPlan,
  tell: (progress: string) => void,
): Promise<readonly MemoryMeasurement[]> => {
  const world = await startRefreshAccount(dist)
  const endpoint = await startPaddedEndpoint()
  const folder = await mkdtemp(join(tmpdir(), 'memory-'))
  const secrets = new SecretsManagerClient(world.account.access)
  try {
    await cp(join(dist, 'functions/rotate'), folder, { recursive: true })
    await writeFile(join(folder, 'providers.json'), localProviders(endpoint))
    const measured: MemoryMeasurement[] = []
    for (const megabytes of sizes) {
      tell(`${usual} refreshes and ${worst} large ones with the heap of ${megabytes} MB`)
      const container = await startLambdaProcess({
        dist,
        bundle: join(folder, 'index.mjs'),
        megabytes,
        timeoutSeconds: 90,
        variables: { ...world.variables, ...endpoint.variables },
      })
      const refresh = async (due: DueSecret): Promise<void> => {
        await container.invoke(messageOf(due))
      }
      try {
        endpoint.pad(false)
        const small = async () => (await world.dueSecrets(1))[0]
        const usualRun = await run(world, usual, small, refresh)
        const usualPeak = peakMemory(container.pid)
        endpoint.pad(true)
        const worstRun = await run(world, worst, () => createLarge(secrets), refresh)
        measured.push({
          megabytes,
          usual: { ...usualRun, peak: usualPeak },
          worst: { ...worstRun, peak: peakMemory(container.pid) },
        })
      } finally {
        container.stop()
      }
    }
    return measured
  } finally {
    secrets.destroy()
    await rm(folder, { recursive: true })
    await endpoint.stop()
    await world.stop()
  }
}

/** Refreshes so many, unless the process ends before. Shape: those count as refreshed whose new tokens were promoted. */
const run = async (
  { takeCalls }: RefreshAccount,
  asked: number,
  next: () => Promise<DueSecret | undefined>,
  refresh: (due: DueSecret) => Promise<void>,
): Promise<Omit<MemoryRun, 'peak'>> => {
  takeCalls()
  for (let done = 0; done < asked; done++) {
    const due = await next()
    const isAlive =
      due !== undefined &&
      (await refresh(due).then(
        () => true,
        () => false,
      ))
    if (!isAlive) break
  }
  const calls = takeCalls()
  return {
    asked,
    refreshed: calls.filter((operation) => operation === 'UpdateSecretVersionStage').length,
  }
}

const createLarge = async (secrets: SecretsManagerClient): Promise<DueSecret> => {
  const { ARN = '', VersionId = '' } = await secrets.send(
    new CreateSecretCommand({
      Name: `large/${randomUUID()}`,
      SecretString: largeCredential(),
      Tags: [{ Key: 'token-rotation:provider', Value: 'smartsheet' }],
    }),
  )
  return { secretArn: ARN, versionId: VersionId }
}

/** Nearly the 56 KiB that a credential may have besides its tokens, in a thousand fields that are none of ours and stay as they are. */
const largeCredential = (): string =>
  JSON.stringify({
    client_id: 'bench-client',
    client_secret: randomUUID(),
    access_token: randomUUID(),
    refresh_token: randomUUID(),
    token_expiry_date: new Date(Date.now() - 3_600_000).toISOString(),
    ...Object.fromEntries(
      Array.from({ length: 1000 }, (_, i) => [`field${i}`, `${i}`.padEnd(42, 'x')]),
    ),
  })
