import { setTimeout } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SQSClient } from '@aws-sdk/client-sqs'
import type { SweptProviders } from '../provider/swept-provider.ts'
import type { Clock } from '../rotation/clock.ts'
import type { SweepEnv } from '../rotation/sweep-env.ts'
import { CLIENT_SETTINGS } from './client-settings.ts'
import { ledgerItems } from './ledger-items.ts'
import { providerItems } from './provider-items.ts'
import { rotationQueue } from './rotation-queue.ts'
import { secretList } from './secret-list.ts'
import type { SweepEnvironment } from './sweep-environment.ts'
import { walkItem } from './walk-item.ts'

/** The world as a sweep finds it on AWS. */
export const sweepEnv = (
  environment: SweepEnvironment,
  providers: SweptProviders,
  clock: Clock,
): Omit<SweepEnv, 'secondsLeft'> => {
  const table = {
    client: new DynamoDBClient(CLIENT_SETTINGS),
    table: environment.LEDGER_TABLE,
    wait: (milliseconds: number) => () => setTimeout(milliseconds),
  }
  return {
    list: secretList(new SecretsManagerClient(CLIENT_SETTINGS), environment.TAG_PREFIX),
    items: ledgerItems(table),
    providerStates: providerItems(table),
    walk: walkItem(table),
    ...rotationQueue(new SQSClient(CLIENT_SETTINGS), environment.QUEUE_URL, clock.now),
    providers,
    tagPrefix: environment.TAG_PREFIX,
    sweepMinutes: environment.SWEEP_MINUTES,
    ...clock,
  }
}
