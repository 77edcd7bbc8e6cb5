import { CfnOutput, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { ProviderDefinition } from '../lib/provider/provider-definition.ts'
import { Bus } from './bus.ts'
import { DeadLetterQueue } from './dead-letter-queue.ts'
import type { Bundles } from './find-bundles.ts'
import { Ledger } from './ledger.ts'
import { NativeRotationFunction } from './native-rotation-function.ts'
import { RefreshQueue } from './refresh-queue.ts'
import { RotateFunction } from './rotate-function.ts'
import { grantListSecrets, grantRefreshSecrets } from './secret-grants.ts'
import { grantSignAsClients } from './signing-grants.ts'
import { StackKey } from './stack-key.ts'
import { SweepFunction } from './sweep-function.ts'
import { SweepSchedule } from './sweep-schedule.ts'

export type TokenRotationStackProps = {
  /** First part of the tags that opt a secret in, and the ledger's name. */
  readonly tagPrefix: string
  /** Minutes between two sweeps, 1 to 15. */
  readonly sweepMinutes: number
  /** Development only: http token URLs on this machine are acceptable. */
  readonly loopbackTokenUrls: boolean
  /** Every provider the deployment knows. */
  readonly providers: readonly ProviderDefinition[]
  /** What the functions run. */
  readonly bundles: Bundles
}

/**
 * Keeps the OAuth credentials of one account and region fresh.
 *
 * Construct ids are part of what people rely on: changing one replaces the resource and breaks their references.
 */
export class TokenRotationStack extends Stack {
  constructor(scope: Construct, id: string, props: TokenRotationStackProps) {
    super(scope, id, { description: 'Keeps OAuth credentials in AWS Secrets Manager fresh' })
    const { tagPrefix, sweepMinutes, providers, bundles } = props

    const key = new StackKey(this, 'Key')
    const deadLetterQueue = new DeadLetterQueue(this, 'DeadLetterQueue', { key })
    const queue = new RefreshQueue(this, 'Queue', { key, deadLetterQueue })
    const ledger = new Ledger(this, 'Ledger', { tableName: tagPrefix })
    const bus = new Bus(this, 'Bus')

    const sweep = new SweepFunction(this, 'Sweep', {
      source: { bundle: bundles.sweep, providers },
      environment: {
        QUEUE_URL: queue.queueUrl,
        LEDGER_TABLE: ledger.tableName,
        TAG_PREFIX: tagPrefix,
        SWEEP_MINUTES: String(sweepMinutes),
      },
    })
    grantListSecrets(sweep)
    ledger.grantCompare(sweep)
    queue.grantSend(sweep)
    new SweepSchedule(this, 'Schedule', { sweep, everyMinutes: sweepMinutes })

    const environment = {
      LEDGER_TABLE: ledger.tableName,
      BUS_NAME: bus.busName,
      TAG_PREFIX: tagPrefix,
      KEY_ID: key.key.keyId,
      LOOPBACK_TOKEN_URLS: String(props.loopbackTokenUrls),
    }
    const rotate = new RotateFunction(this, 'Rotate', {
      source: { bundle: bundles.rotate, providers },
      environment,
    })
    const nativeRotation = new NativeRotationFunction(this, 'NativeRotation', {
      source: { bundle: bundles.nativeRotation, providers },
      environment,
    })
    for (const refresher of [rotate, nativeRotation]) {
      grantRefreshSecrets(refresher, tagPrefix)
      ledger.grantRecord(refresher)
      key.grantSeal(refresher)
      grantSignAsClients(refresher, tagPrefix)
      bus.grantTell(refresher)
    }
    rotate.drain(queue)

    new CfnOutput(this, 'QueueUrl', { value: queue.queueUrl })
    new CfnOutput(this, 'DeadLetterQueueUrl', { value: deadLetterQueue.queueUrl })
    new CfnOutput(this, 'LedgerName', { value: ledger.tableName })
    new CfnOutput(this, 'BusName', { value: bus.busName })
    new CfnOutput(this, 'SweepName', { value: sweep.functionName })
    new CfnOutput(this, 'RotateName', { value: rotate.functionName })
    new CfnOutput(this, 'NativeRotationName', { value: nativeRotation.functionName })
  }
}
