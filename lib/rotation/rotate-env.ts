import type * as T from 'fp-ts/Task'
import type * as TE from 'fp-ts/TaskEither'
import type { SecretMemory } from '../provider/client/either-secret.ts'
import type { Providers } from '../provider/provider-definition.ts'
import type { TokenRequestEnv } from '../provider/token/token-request.ts'
import type { CircuitBreaker } from './circuit-breaker.ts'
import type { ClientWatch } from './client-watch.ts'
import type { Clock } from './clock.ts'
import type { ProviderEvent, RotationEvent } from './event.ts'
import type { LedgerChanges, LedgerItem } from './ledger-item.ts'
import type { Meter } from './meter.ts'
import type { AwsFailure, LeaseLost } from './rotation-error.ts'

/** The label of versions that rotation writes before it promotes them. */
export const PENDING_LABEL = 'TOKEN_ROTATION_PENDING'

/** What Secrets Manager says of a secret without its value. Shape: `versions` maps labelled version ids to their labels. */
export type SecretDescription = {
  readonly name: string
  readonly tags: Readonly<Record<string, string>>
  readonly versions: Readonly<Record<string, readonly string[]>>
}

/** One version's text. */
export type SecretVersion = { readonly text: string; readonly createdAt: Date }

/** The secrets that hold credentials. */
export type Secrets = {
  /** `undefined`: the secret does not exist or is about to be deleted. */
  readonly describe: (secretArn: string) => TE.TaskEither<AwsFailure, SecretDescription | undefined>
  /** `undefined`: there is no such version, or not yet where this is asked. */
  readonly getVersion: (
    secretArn: string,
    versionId: string,
  ) => TE.TaskEither<AwsFailure, SecretVersion | undefined>
  /** Effect: writes a version under {@link PENDING_LABEL} only; the same text may be put again under its id. */
  readonly putPending: (
    secretArn: string,
    versionId: string,
    text: string,
  ) => TE.TaskEither<AwsFailure, void>
  /** Effect: moves AWSCURRENT if it is still on `from`; any failure needs another look to be understood. */
  readonly promote: (
    secretArn: string,
    versions: { readonly from: string; readonly to: string },
  ) => TE.TaskEither<AwsFailure, void>
}

/** The table that remembers what was done; each write needs the lease. */
export type Ledger = {
  /** Effect: takes the lease if nobody holds it, and gives the whole item; `undefined`: somebody holds it. */
  readonly acquire: (
    secretArn: string,
    lease: { readonly holder: string; readonly until: Date; readonly now: Date },
  ) => TE.TaskEither<AwsFailure, LedgerItem | undefined>
  /** Effect: changes the item while `holder` has the lease. */
  readonly update: (
    secretArn: string,
    holder: string,
    changes: LedgerChanges,
  ) => TE.TaskEither<AwsFailure | LeaseLost, void>
  /** Reads the item as it is now, strongly consistent. */
  readonly read: (secretArn: string) => TE.TaskEither<AwsFailure, LedgerItem | undefined>
}

/** Where a refreshed credential waits that its secret does not take yet: sealed, in the ledger. */
export type Escrow = {
  /** Seals a text, bound to its secret, so that only this deployment can open it. */
  readonly seal: (secretArn: string, text: string) => TE.TaskEither<AwsFailure, Uint8Array>
  readonly open: (secretArn: string, sealed: Uint8Array) => TE.TaskEither<AwsFailure, string>
}

/** Everything a rotation needs of the world. */
export type RotateEnv = Clock &
  TokenRequestEnv & {
    readonly secrets: Secrets
    readonly ledger: Ledger
    readonly escrow: Escrow
    readonly providers: Pick<Providers, 'get'>
    readonly tagPrefix: string
    readonly breaker: CircuitBreaker
    readonly clients: ClientWatch
    readonly meter: Meter
    /** Which of a client's two secrets works, while one replaces the other. */
    readonly secretMemory: SecretMemory
    /** The text of the secret that holds an OAuth client, at most 5 minutes old; `undefined`: there is none. */
    readonly clientSecret: (secretName: string) => TE.TaskEither<AwsFailure, string | undefined>
    readonly publish: (
      events: readonly (RotationEvent | ProviderEvent)[],
    ) => TE.TaskEither<AwsFailure, void>
    /** Effect: raises the alarm that a refreshed token could be kept nowhere. */
    readonly tokenLost: (secretArn: string) => void
    /** New random bytes. */
    readonly newSalt: () => Uint8Array
    /** A number in [0, 1). */
    readonly random: () => number
    readonly wait: (milliseconds: number) => T.Task<void>
  }
