import { Construct } from 'constructs'
import * as E from 'fp-ts/Either'
import type { ProviderDefinition } from '../lib/provider/provider-definition.ts'
import { addAlarms } from './add-alarms.ts'
import { addNotices } from './add-notices.ts'
import { Alerts } from './alerts.ts'
import { Bus } from './bus.ts'
import { Dashboard } from './dashboard.ts'
import { DeadLetterQueue } from './dead-letter-queue.ts'
import type { Bundles } from './find-bundles.ts'
import { Ledger } from './ledger.ts'
import { NativeRotationFunction } from './native-rotation-function.ts'
import { Network, type NetworkProps } from './network.ts'
import { RefreshQueue } from './refresh-queue.ts'
import { RotateFunction } from './rotate-function.ts'
import { grantListSecrets, grantRefreshSecrets } from './secret-grants.ts'
import { grantSecretsKeys } from './secrets-keys.ts'
import { grantSignAsClients } from './signing-grants.ts'
import { StackKey } from './stack-key.ts'
import { SweepFunction } from './sweep-function.ts'
import { SweepSchedule } from './sweep-schedule.ts'
import { tokenRotationSettings } from './token-rotation-settings.ts'

/** What a deployment may choose; every prop has a default. */
export type TokenRotationProps = {
  /**
   * First part of the tags that opt a secret in and of the alarms' names, and the ledger's name: 3 to 64 letters, digits
   * and `. _ -`. Two deployments in one account and region need two prefixes. Default: `token-rotation`
   */
  readonly tagPrefix?: string
  /** Minutes between two sweeps, 1 to 15. Default: 5 */
  readonly sweepMinutes?: number
  /** Development only: http token URLs on this machine are acceptable. Default: false */
  readonly loopbackTokenUrls?: boolean
  /** Every provider the deployment knows. Default: the catalogue */
  readonly providers?: readonly ProviderDefinition[]
  /** What the functions run. Default: what `npm run build` wrote */
  readonly bundles?: Bundles
  /** Who gets every notice by e-mail, from the day the address is confirmed. Default: nobody */
  readonly alertEmail?: string | undefined
  /** ARNs of the KMS keys that secrets are encrypted under, besides `aws/secretsmanager`. Default: none */
  readonly secretsKeyArns?: readonly string[]
  /** The VPC that the functions run in. Default: none */
  readonly network?: NetworkProps | undefined
}

/**
 * Keeps the OAuth credentials of one account and region fresh.
 *
 * Effect: beside what does the work, a topic that tells people what is wrong, with its alarms and rules, and a dashboard.
 * Errors: throws at synth where a prop cannot be used, and says what was expected.
 *
 * Construct ids are part of what people rely on: changing one replaces the resource and breaks their references.
 */
export class TokenRotation extends Construct {
  readonly tagPrefix: string
  readonly network: NetworkProps | undefined
  readonly queue: RefreshQueue
  readonly deadLetterQueue: DeadLetterQueue
  readonly ledger: Ledger
  readonly bus: Bus
  readonly sweep: SweepFunction
  readonly rotate: RotateFunction
  readonly nativeRotation: NativeRotationFunction
  readonly alerts: Alerts

  constructor(scope: Construct, id: string, props: TokenRotationProps = {}) {
    super(scope, id)
    const settings = orThrow(tokenRotationSettings(props))
    const { tagPrefix, sweepMinutes, loopbackTokenUrls, providers, bundles, alertEmail } = settings

    this.tagPrefix = tagPrefix
    this.network = settings.network
    const network = settings.network && new Network(this, 'Network', settings.network)
    const key = new StackKey(this, 'Key')
    this.deadLetterQueue = new DeadLetterQueue(this, 'DeadLetterQueue', { key })
    this.queue = new RefreshQueue(this, 'Queue', { key, deadLetterQueue: this.deadLetterQueue })
    this.ledger = new Ledger(this, 'Ledger', { tableName: tagPrefix })
    this.bus = new Bus(this, 'Bus')

    this.sweep = new SweepFunction(this, 'Sweep', {
      network,
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
    this.ledger.grantKeepPlace(this.sweep)
    this.queue.grantSend(this.sweep)
    new SweepSchedule(this, 'Schedule', { sweep: this.sweep, everyMinutes: sweepMinutes })

    const environment = {
      LEDGER_TABLE: this.ledger.tableName,
      BUS_NAME: this.bus.busName,
      TAG_PREFIX: tagPrefix,
      KEY_ID: key.key.keyId,
      LOOPBACK_TOKEN_URLS: String(loopbackTokenUrls),
    }
    this.rotate = new RotateFunction(this, 'Rotate', {
      network,
      source: { bundle: bundles.rotate, providers },
      environment,
    })
    this.nativeRotation = new NativeRotationFunction(this, 'NativeRotation', {
      network,
      source: { bundle: bundles.nativeRotation, providers },
      environment,
    })
    for (const refresher of [this.rotate, this.nativeRotation]) {
      grantRefreshSecrets(refresher, tagPrefix)
      grantSecretsKeys(refresher, settings.secretsKeyArns)
      grantSignAsClients(refresher, tagPrefix)
      this.ledger.grantRecord(refresher)
      key.grantSeal(refresher)
      this.bus.grantTell(refresher)
    }
    this.rotate.drain(this.queue)

    this.alerts = new Alerts(this, 'Alerts', { key, email: alertEmail })
    const { queue, deadLetterQueue, bus, rotate, alerts } = this
    addAlarms(this, { alerts, tagPrefix, sweepMinutes, queue, deadLetterQueue, rotate })
    addNotices(this, { bus, alerts })
    new Dashboard(this, 'Dashboard', {
      tagPrefix,
      queue,
      deadLetterQueue,
      rotate,
      ownKmsKey: (settings.secretsKeyArns ?? []).length > 0,
    })
  }
}

/** CDK knows no other way to refuse a prop. */
const orThrow: <A>(result: E.Either<string, A>) => A = E.getOrElseW((message): never => {
  throw new Error(`TokenRotation: ${message}`)
})
