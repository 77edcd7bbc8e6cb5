import { randomUUID } from 'node:crypto'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SQSClient } from '@aws-sdk/client-sqs'
import type { AuthorizationServer } from './authorization-server.ts'
import { startAuthorizationServer } from './authorization-server.ts'
import type { DataFolder } from './data-folder.ts'
import { eventBridge, type LocalEventBridge } from './event-bridge.ts'
import { startEventSourceMapping } from './event-source-mapping.ts'
import { type FunctionLogLine, type Invocation, startFunction } from './function-host.ts'
import { startGateway } from './gateway.ts'
import type { Call, Fault } from './gateway-call.ts'
import { localProviders } from './local-providers.ts'
import { startQueue } from './queue.ts'
import { sampleProviders } from './sample-providers.ts'
import { type LocalSecretsManager, secretsManager } from './secrets-manager.ts'
import { startTable } from './table.ts'

/**
 * How to start a local account.
 *
 * Shape: `dist` is the folder of the build; `data` keeps the account, which ends with the process without it; `onCall` hears of every call to AWS and may answer with a fault; `port`
 * is where `AWS_ENDPOINT_URL` leads, the system's choice unless given.
 */
export type AccountOptions = {
  readonly dist: string
  readonly data?: DataFolder
  readonly sweepMinutes: number
  readonly port?: number
  readonly log?: (line: FunctionLogLine) => void
  readonly onCall?: (call: Call) => Fault | undefined
}

/** A local account at work: the deployed functions' bundles on embedded services. */
export type LocalAccount = {
  /** What `AWS_ENDPOINT_URL` must say to reach it. */
  readonly origin: string
  readonly secretsManager: LocalSecretsManager
  readonly eventBridge: LocalEventBridge
  readonly authorizationServer: AuthorizationServer
  readonly ledgerTable: string
  readonly queueUrl: string
  readonly sweep: () => Promise<Invocation>
  readonly nativeRotation: (event: unknown) => Promise<Invocation>
  /** Kills Rotate's processes wherever they are. */
  readonly crashRotate: () => Promise<void>
  /** Resolves when every message is worked off; failed ones that wait for another try do not count. */
  readonly settled: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** The region and the credentials of the local account; nobody checks them. */
export const LOCAL_AWS = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
} as const

/** As the stack has it, but for the number of Rotate's processes: each costs this machine's memory. */
const LIMITS = {
  sweepSeconds: 900,
  rotateSeconds: 90,
  rotateProcesses: 4,
  tagPrefix: 'token-rotation',
}

/**
 * Starts the embedded account: Secrets Manager, EventBridge, SQS and DynamoDB behind one endpoint, an authorization
 * server in place of the SaaS products, and the three functions as `dist/functions` holds them.
 *
 * Effect: listens on loopback; starts processes; writes a temporary folder. `stop` ends all of it.
 * Errors: rejects when a port is taken or the build is missing.
 */
export const startAccount = async (options: AccountOptions): Promise<LocalAccount> => {
  const settings = {
    region: LOCAL_AWS.region,
    accountId: '000000000000',
    clock: () => new Date(),
    newId: randomUUID,
  }
  const buses = [LIMITS.tagPrefix]
  const embedded = {
    secretsManager: secretsManager(settings, options.data?.documents('secrets')),
    eventBridge: eventBridge({ ...settings, buses }),
    // its messages are not kept: the ledger knows what is due, and the next sweep sends it again
    queue: await startQueue({ region: settings.region }),
    table: await startTable({
      tableName: LIMITS.tagPrefix,
      ...(options.data === undefined ? {} : { folder: options.data.table }),
    }),
  }
  const gateway = await startGateway({
    ...embedded,
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.onCall === undefined ? {} : { onCall: options.onCall }),
  })
  const authorizationServer = await startAuthorizationServer({
    clients: sampleProviders.map(({ client }) => client),
    accessTokenLifetimeSeconds: 3600,
    ...(options.data === undefined ? {} : { documents: options.data.documents('tokens') }),
  })
  const queueUrl = gateway.queueUrl(embedded.queue.queueName)
  const assets = await placeAssets(options.dist, localProviders(authorizationServer.tokenUrl))
  const start = (name: string, timeoutSeconds: number, maximumConcurrency: number) =>
    startFunction({
      name,
      bundle: join(assets, name, 'index.mjs'),
      runner: join(options.dist, 'function-runner.mjs'),
      environment: {
        AWS_ENDPOINT_URL: gateway.origin,
        QUEUE_URL: queueUrl,
        LEDGER_TABLE: embedded.table.tableName,
        BUS_NAME: LIMITS.tagPrefix,
        TAG_PREFIX: LIMITS.tagPrefix,
        SWEEP_MINUTES: String(options.sweepMinutes),
        LOOPBACK_TOKEN_URLS: 'true',
      },
      timeoutSeconds,
      maximumConcurrency,
      log: options.log ?? (() => {}),
    })
  const sweep = start('sweep', LIMITS.sweepSeconds, 1)
  const rotate = start('rotate', LIMITS.rotateSeconds, LIMITS.rotateProcesses)
  const nativeRotation = start('native-rotation', LIMITS.rotateSeconds, 1)
  const sqs = new SQSClient({ endpoint: gateway.origin, ...LOCAL_AWS })
  const mapping = await startEventSourceMapping({
    sqs,
    queueUrl,
    invoke: rotate.invoke,
    maximumConcurrency: LIMITS.rotateProcesses,
    log: () => {},
  })
  return {
    ...embedded,
    origin: gateway.origin,
    authorizationServer,
    ledgerTable: embedded.table.tableName,
    queueUrl,
    sweep: () => sweep.invoke({}),
    nativeRotation: nativeRotation.invoke,
    crashRotate: rotate.crash,
    settled: mapping.settled,
    stop: async () => {
      await mapping.stop()
      sqs.destroy()
      await Promise.all([sweep, rotate, nativeRotation].map(({ stop }) => stop()))
      await Promise.all([gateway.stop(), authorizationServer.stop()])
      await rm(assets, { recursive: true, force: true })
      options.data?.close()
    },
  }
}

/** Lays each bundle beside its `providers.json`, as the stack's assets do. */
const placeAssets = async (dist: string, providers: string): Promise<string> => {
  const assets = await mkdtemp(join(tmpdir(), 'token-rotation-'))
  await cp(join(dist, 'functions'), assets, { recursive: true })
  for (const name of ['sweep', 'rotate', 'native-rotation'])
    await writeFile(join(assets, name, 'providers.json'), providers)
  return assets
}
