import { randomUUID } from 'node:crypto'
import { SQSClient } from '@aws-sdk/client-sqs'
import { FasterClock } from '../aws/clock.ts'
import { type AccountClock, realTime } from './account-clock.ts'
import { localDeployment } from './deployment/local-deployment.ts'
import { eventBridge, type LocalEventBridge } from './event-bridge.ts'
import { deployFunctions, ROTATE_PROCESSES } from './functions/deployed-functions.ts'
import { startEventSourceMapping } from './functions/event-source-mapping.ts'
import { functionEnvironment } from './functions/function-environment.ts'
import type { FunctionLogLine, Invocation } from './functions/function-host.ts'
import { startGateway } from './gateway/gateway.ts'
import type { Call, Fault } from './gateway/gateway-call.ts'
import type { GatewayReply } from './gateway/gateway-reply.ts'
import { type Quota, throttle } from './gateway/quotas.ts'
import type { DataFolder } from './kept/data-folder.ts'
import type { Documents } from './kept/documents.ts'
import { keyManagement } from './key-management.ts'
import { type LocalQueue, startQueue } from './queue/queue.ts'
import { type LocalSecretsManager, secretsManager } from './secrets-manager/secrets-manager.ts'
import { startTable } from './table/table.ts'

/**
 * How to start a local account.
 *
 * Shape: `dist` is the folder of the build; `providers` the text of the functions' `providers.json`; `data` keeps the
 * account, which ends with the process without it, and `secrets` keeps its secrets elsewhere; `clock` is the machine's
 * unless given; `port` is where the endpoint listens, the system's choice unless given; with an `accessKeyId` nobody
 * else can call it; `loopbackTokenUrls` lets plain http token URLs lead to this machine; `onCall` hears of every call to
 * AWS and may answer with a fault, `onAnswer` of every answer; calls beyond `quotas`, per second of the account's time,
 * are refused; `rotateConcurrency` is how many messages are worked off at a time, 4 unless given; `invoking` stands
 * around every invocation of a function and may keep it from happening.
 */
export type AccountOptions = {
  readonly dist: string
  readonly providers: string
  readonly loopbackTokenUrls: boolean
  readonly sweepMinutes: number
  readonly data?: DataFolder | undefined
  readonly secrets?: Documents | undefined
  readonly clock?: AccountClock | undefined
  readonly port?: number | undefined
  readonly accessKeyId?: string | undefined
  readonly log?: ((line: FunctionLogLine) => void) | undefined
  readonly onCall?: ((call: Call) => Promise<Fault | undefined> | Fault | undefined) | undefined
  readonly onAnswer?: ((call: Call, reply: GatewayReply) => void) | undefined
  readonly quotas?: readonly Quota[] | undefined
  readonly rotateConcurrency?: number | undefined
  readonly invoking?:
    | ((functionName: string, invoke: () => Promise<Invocation>) => Promise<Invocation>)
    | undefined
}

/** What every AWS SDK client of a local account is built with. */
export type AccountAccess = {
  /** What `AWS_ENDPOINT_URL` says. */
  readonly endpoint: string
  readonly region: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

/** A local account at work: the deployed functions' bundles on embedded services. */
export type LocalAccount = {
  readonly access: AccountAccess
  readonly clock: AccountClock
  readonly secretsManager: LocalSecretsManager
  readonly eventBridge: LocalEventBridge
  readonly queue: LocalQueue
  readonly ledgerTable: string
  readonly queueUrl: string
  readonly sweep: () => Promise<Invocation>
  readonly nativeRotation: (event: unknown) => Promise<Invocation>
  /** Kills Rotate's processes wherever they are. */
  readonly crashRotate: () => Promise<void>
  /** Kills the processes of every function. */
  readonly crashAll: () => Promise<void>
  /** Tells functions in the middle of their work that the account's clock was moved. */
  readonly tellTime: () => void
  /** Resolves when every message is worked off; failed ones that wait for another try do not count. */
  readonly settled: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** The region and the credentials of the local account; nobody checks them unless it has an access key of its own. */
export const LOCAL_AWS = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
} as const

/** The default of the stack: the first part of tags, and the name of ledger and bus. */
const TAG_PREFIX = 'token-rotation'
const KEY_ID = 'alias/token-rotation'

/**
 * Starts the embedded account: Secrets Manager, EventBridge, SQS and DynamoDB behind one endpoint, what tells of them as
 * of a deployed stack, and the three functions as `dist/functions` holds them.
 *
 * Effect: listens on loopback; starts processes; writes a temporary folder. `stop` ends all of it, and leaves `data`
 * open for whoever opened it.
 * Errors: rejects when a port is taken, the build is missing, or `data` cannot be used.
 */
export const startAccount = async (options: AccountOptions): Promise<LocalAccount> => {
  const { data, clock = realTime, rotateConcurrency = ROTATE_PROCESSES } = options
  const { accessKeyId = LOCAL_AWS.credentials.accessKeyId } = options
  const settings = {
    region: LOCAL_AWS.region,
    accountId: '000000000000',
    clock: clock.now,
    newId: randomUUID,
  }
  const embedded = {
    secretsManager: secretsManager(settings, options.secrets ?? data?.documents('secrets')),
    keyManagement: keyManagement(KEY_ID, data?.documents('keys')),
    eventBridge: eventBridge({ ...settings, buses: [TAG_PREFIX] }),
    queue: await startQueue({ region: settings.region, documents: data?.documents('messages') }),
    table: await startTable({ tableName: TAG_PREFIX, documents: data?.documents('items') }),
  }
  const gateway = await startGateway({
    ...embedded,
    deployment: localDeployment({
      ...settings,
      createdAt: clock.now(),
      sweepMinutes: options.sweepMinutes,
      parts: () => ({
        Sweep: 'sweep',
        Rotate: 'rotate',
        NativeRotation: 'native-rotation',
        Queue: gateway.queueUrl(embedded.queue.queueName),
        DeadLetterQueue: gateway.queueUrl(embedded.queue.deadLetterQueueName),
        Ledger: embedded.table.tableName,
        Bus: TAG_PREFIX,
        Key: KEY_ID,
      }),
    }),
    speed: clock.speed,
    port: options.port,
    accessKeyId: options.accessKeyId,
    onCall: options.onCall,
    onAnswer: options.onAnswer,
    throttle: options.quotas === undefined ? undefined : throttle(options.quotas, clock.now),
  })
  const queueUrl = gateway.queueUrl(embedded.queue.queueName)
  const access = {
    endpoint: gateway.origin,
    region: settings.region,
    credentials: { ...LOCAL_AWS.credentials, accessKeyId },
  }
  const functions = await deployFunctions({
    dist: options.dist,
    providers: options.providers,
    rotateConcurrency,
    environment: {
      AWS_ENDPOINT_URL: access.endpoint,
      AWS_REGION: access.region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      ...functionEnvironment({
        ...options,
        queueUrl,
        ledgerTable: embedded.table.tableName,
        tagPrefix: TAG_PREFIX,
        keyId: KEY_ID,
      }),
    },
    clock: () => clockText(clock),
    log: options.log ?? (() => {}),
  })
  const { invoking = (_, invoke) => invoke() } = options
  const sqs = new SQSClient(access)
  const mapping = await startEventSourceMapping({
    sqs,
    queueUrl,
    invoke: (event) => invoking('rotate', () => functions.rotate.invoke(event)),
    maximumConcurrency: rotateConcurrency,
    log: () => {},
  })
  return {
    ...embedded,
    access,
    clock,
    ledgerTable: embedded.table.tableName,
    queueUrl,
    sweep: () => invoking('sweep', () => functions.sweep.invoke({})),
    nativeRotation: (event) =>
      invoking('native-rotation', () => functions.nativeRotation.invoke(event)),
    crashRotate: functions.rotate.crash,
    crashAll: functions.crash,
    tellTime: functions.tellTime,
    settled: mapping.settled,
    stop: async () => {
      await mapping.stop()
      sqs.destroy()
      await functions.stop()
      await gateway.stop()
    },
  }
}

const clockText = ({ faster }: AccountClock): string | undefined => {
  const told = faster()
  return told === undefined ? undefined : JSON.stringify(FasterClock.encode(told))
}
