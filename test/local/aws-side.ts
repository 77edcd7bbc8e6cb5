import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SQSClient } from '@aws-sdk/client-sqs'
import { localDeployment } from '../../lib/local/deployment/local-deployment.ts'
import { eventBridge, type LocalEventBridge } from '../../lib/local/event-bridge.ts'
import { type Gateway, startGateway } from '../../lib/local/gateway/gateway.ts'
import type { Call, Fault } from '../../lib/local/gateway/gateway-call.ts'
import { type Quota, throttle } from '../../lib/local/gateway/quotas.ts'
import type { Documents } from '../../lib/local/kept/documents.ts'
import { keyManagement } from '../../lib/local/key-management.ts'
import { type LocalQueue, startQueue } from '../../lib/local/queue/queue.ts'
import {
  type LocalSecretsManager,
  secretsManager,
} from '../../lib/local/secrets-manager/secrets-manager.ts'
import { type LocalTable, startTable } from '../../lib/local/table/table.ts'

/** The instant at which every test begins. */
export const START = new Date('2026-01-02T03:04:05.678Z')

/** A version id, told apart by its number. */
export const versionId = (n: number): string =>
  `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

/** The AWS side of a local account with real clients in front and a clock that only tests move. */
export type AwsSide = {
  readonly gateway: Gateway
  readonly secretsManager: LocalSecretsManager
  readonly eventBridge: LocalEventBridge
  readonly queue: LocalQueue
  readonly table: LocalTable
  readonly secrets: SecretsManagerClient
  readonly events: EventBridgeClient
  readonly sqs: SQSClient
  readonly dynamo: DynamoDBClient
  /** Every call so far, as `service.Operation`. */
  readonly calls: string[]
  readonly clock: { now: Date; advance: (milliseconds: number) => void }
  /** Decides what befalls the next calls; undefined lets them pass. */
  fault: ((call: Call) => Fault | undefined) | undefined
  readonly stop: () => Promise<void>
}

/** Starts an AWS side of its own; the clients try as often as the SDK does unless told otherwise. */
export const startAwsSide = async ({
  maxAttempts = 3,
  documents,
  accessKeyId,
  quotas = [],
}: {
  readonly maxAttempts?: number
  readonly documents?: Documents
  readonly accessKeyId?: string
  readonly quotas?: readonly Quota[]
} = {}): Promise<AwsSide> => {
  const clock = {
    now: START,
    advance: (milliseconds: number) => {
      clock.now = new Date(clock.now.getTime() + milliseconds)
    },
  }
  let issued = 0
  const settings = {
    region: 'eu-central-1',
    accountId: '111122223333',
    clock: () => clock.now,
    newId: () => versionId(900_000 + issued++),
  }
  const behind = {
    secretsManager: secretsManager(settings, documents),
    keyManagement: keyManagement('alias/test'),
    eventBridge: eventBridge({ ...settings, buses: ['token-rotation'] }),
    queue: await startQueue({ region: settings.region }),
    table: await startTable(),
  }
  const calls: string[] = []
  const gateway = await startGateway({
    ...behind,
    deployment: localDeployment({
      ...settings,
      createdAt: START,
      sweepMinutes: 5,
      parts: () => PARTS,
    }),
    accessKeyId,
    onCall: (call) => {
      calls.push(`${call.service}.${call.operation}`)
      return side.fault?.(call)
    },
    throttle: throttle(quotas, () => clock.now),
  })
  const config = {
    endpoint: gateway.origin,
    region: settings.region,
    maxAttempts,
    credentials: { accessKeyId: accessKeyId ?? 'local', secretAccessKey: 'local' },
  }
  const clients = {
    secrets: new SecretsManagerClient(config),
    events: new EventBridgeClient(config),
    sqs: new SQSClient(config),
    dynamo: new DynamoDBClient(config),
  }
  const stop = async (): Promise<void> => {
    for (const client of Object.values(clients)) client.destroy()
    await gateway.stop()
  }
  const side: AwsSide = { ...behind, ...clients, gateway, calls, clock, fault: undefined, stop }
  return side
}

/** What the account is made of; one name needs care in XML. */
export const PARTS = {
  Sweep: 'sweep',
  Rotate: 'rotate',
  NativeRotation: 'native-rotation',
  Queue: 'http://127.0.0.1/queue?a=1&b=<2>',
  DeadLetterQueue: 'http://127.0.0.1/dead-letters',
  Ledger: 'token-rotation',
  Bus: 'token-rotation',
  Key: 'alias/test',
}

/** Runs a call that must fail and tells how it did. */
export const refusal = async (
  call: Promise<unknown>,
): Promise<{ name: string; message: string }> => {
  try {
    await call
  } catch (error) {
    if (error instanceof Error) return { name: error.name, message: error.message }
  }
  return { name: 'no error', message: '' }
}
