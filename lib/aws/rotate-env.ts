import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { guardedFetch } from '../provider/guarded-fetch.ts'
import type { Providers } from '../provider/provider-definition.ts'
import { circuitBreaker } from '../rotation/circuit-breaker.ts'
import type { Clock } from '../rotation/clock.ts'
import type { NativeRotationEnv } from '../rotation/native-rotation-env.ts'
import { breakerTable } from './breaker-table.ts'
import { cached } from './cached.ts'
import { CLIENT_SETTINGS } from './client-settings.ts'
import type { RotateEnvironment } from './environment.ts'
import { kmsEscrow } from './escrow.ts'
import { eventBus } from './event-bus.ts'
import { kmsSigner } from './kms-signer.ts'
import { dynamoDbLedger } from './ledger.ts'
import { log } from './log.ts'
import { count } from './metric.ts'
import { currentText, secretsManagerSecrets, secretsManagerStaging } from './secrets.ts'

/** The world as a rotation finds it on AWS, on the schedule and in Secrets Manager's own rotation. */
export const rotateEnv = (
  environment: RotateEnvironment,
  providers: Providers,
  clock: Clock,
): NativeRotationEnv => {
  const secretsManager = new SecretsManagerClient(CLIENT_SETTINGS)
  const dynamoDb = new DynamoDBClient(CLIENT_SETTINGS)
  return {
    secrets: secretsManagerSecrets(secretsManager),
    ...secretsManagerStaging(secretsManager),
    escrow: kmsEscrow(environment.KEY_ID),
    tokenLost: (secretArn) => {
      log('error', { message: 'a refreshed token could be kept nowhere and is lost', secretArn })
      count('TokensLost', clock.now())
    },
    ledger: dynamoDbLedger(dynamoDb, environment.LEDGER_TABLE),
    providers,
    tagPrefix: environment.TAG_PREFIX,
    breaker: circuitBreaker(breakerTable(dynamoDb, environment.LEDGER_TABLE), clock.now),
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
