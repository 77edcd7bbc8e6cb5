import { Construct } from 'constructs'
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

export type TokenRotationProps = {
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
export class TokenRotation extends Construct {
  readonly queue: RefreshQueue
  readonly deadLetterQueue: DeadLetterQueue
  readonly ledger: Ledger
  readonly bus: Bus
  readonly sweep: SweepFunction
  readonly rotate: RotateFunction
  readonly nativeRotation: NativeRotationFunction

  constructor(scope: Construct, id: string, props: TokenRotationProps) {
    super(scope, id)
    const { tagPrefix, sweepMinutes, providers, bundles } = props

    const key = new StackKey(this, 'Key')
    this.deadLetterQueue = new DeadLetterQueue(this, 'DeadLetterQueue', { key })
    this.queue = new RefreshQueue(this, 'Queue', { key, deadLetterQueue: this.deadLetterQueue })
    this.ledger = new Ledger(this, 'Ledger', { tableName: tagPrefix })
    this.bus = new Bus(this, 'Bus')

    this.sweep = new SweepFunction(this, 'Sweep', {
      source: { bundle: bundles.sweep, providers },
      environment: {
        QUEUE_URL: this.queue.queueUrl,
        LEDGER_TABLE: this.ledger.tableName,
        TAG_PREFIX: tagPrefix,
        SWEEP_MINUTES: String(sweepMinutes),
      },
    })
    grantListSecrets(this.sweep)
    this.ledger.grantCompare(this.sweep)
    this.queue.grantSend(this.sweep)
    new SweepSchedule(this, 'Schedule', { sweep: this.sweep, everyMinutes: sweepMinutes })

    const environment = {
      LEDGER_TABLE: this.ledger.tableName,
      BUS_NAME: this.bus.busName,
      TAG_PREFIX: tagPrefix,
      KEY_ID: key.key.keyId,
      LOOPBACK_TOKEN_URLS: String(props.loopbackTokenUrls),
    }
    this.rotate = new RotateFunction(this, 'Rotate', {
      source: { bundle: bundles.rotate, providers },
      environment,
    })
    this.nativeRotation = new NativeRotationFunction(this, 'NativeRotation', {
      source: { bundle: bundles.nativeRotation, providers },
      environment,
    })
    for (const refresher of [this.rotate, this.nativeRotation]) {
      grantRefreshSecrets(refresher, tagPrefix)
      grantSignAsClients(refresher, tagPrefix)
      this.ledger.grantRecord(refresher)
      key.grantSeal(refresher)
      this.bus.grantTell(refresher)
    }
    this.rotate.drain(this.queue)
  }
}
