import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { guardedFetch } from '../provider/token/guarded-fetch.ts'
import { circuitBreaker } from '../rotation/circuit-breaker.ts'
import { clientWatch } from '../rotation/client-watch.ts'
import type { Clock } from '../rotation/clock.ts'
import { meteredSecrets } from '../rotation/metered.ts'
import { providerStates } from '../rotation/provider-states.ts'
import type { RotateEnv } from '../rotation/rotate-env.ts'
import { cached } from './cached.ts'
import { CLIENT_SETTINGS } from './client-settings.ts'
import { kmsEscrow } from './escrow.ts'
import { eventBus } from './event-bus.ts'
import { kmsSigner } from './kms-signer.ts'
import { dynamoDbLedger } from './ledger.ts'
import { log } from './log.ts'
import { count } from './metric.ts'
import { metricsNamespace } from './metrics-namespace.ts'
import { providerTable } from './provider-table.ts'
import type { RotateEnvironment } from './rotate-environment.ts'
import { rotationMeter } from './rotation-meter.ts'
import { currentText, secretsManagerSecrets } from './secrets.ts'

/** The world as a rotation finds it on AWS. */
export const rotateEnv = (
  environment: RotateEnvironment,
  providers: RotateEnv['providers'],
  clock: Clock,
  secretsManager = new SecretsManagerClient(CLIENT_SETTINGS),
): RotateEnv => {
  const dynamoDb = new DynamoDBClient(CLIENT_SETTINGS)
  const table = providerTable(dynamoDb, environment.LEDGER_TABLE)
  const states = providerStates(table, clock.now)
  const sink = { namespace: metricsNamespace(environment.TAG_PREFIX), now: clock.now }
  const meter = rotationMeter(sink)
  return {
    secrets: meteredSecrets(secretsManagerSecrets(secretsManager), meter),
    escrow: kmsEscrow(environment.KEY_ID),
    tokenLost: (secretArn) => {
      log('error', { message: 'a refreshed token could be kept nowhere and is lost', secretArn })
      count(sink, 'TokensLost')
    },
    ledger: dynamoDbLedger(dynamoDb, environment.LEDGER_TABLE),
    providers,
    tagPrefix: environment.TAG_PREFIX,
    breaker: circuitBreaker(table, states, clock.now),
    clients: clientWatch(table, states, clock.now),
    meter,
    sendPost: guardedFetch({ loopback: environment.LOOPBACK_TOKEN_URLS }),
    sign: kmsSigner(),
    secretMemory: new Set(),
    clientSecret: cached(currentText(secretsManager), { seconds: 300, now: clock.now }),
    publish: eventBus(new EventBridgeClient(CLIENT_SETTINGS), environment.BUS_NAME),
    ...clock,
    newId: randomUUID,
    newSalt: () => new Uint8Array(randomBytes(16)),
    random: Math.random,
    wait: (milliseconds) => () => setTimeout(milliseconds),
  }
}
