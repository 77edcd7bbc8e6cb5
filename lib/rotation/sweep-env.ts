import type * as TE from 'fp-ts/TaskEither'
import type { SweptProviders } from '../provider/swept-provider.ts'
import type { Clock } from './clock.ts'
import type { LedgerItem } from './ledger-item.ts'
import type { ListedSecret } from './listed-secret.ts'
import type { ProviderState } from './provider-state.ts'
import type { AwsFailure } from './rotation-error.ts'
import type { KeptWalk, Walk } from './walk.ts'

/** What asks for a rotation, as it travels through the queue; see `RotationMessage`. */
export type DueCredential = {
  readonly secretArn: string
  readonly versionId: string
  readonly provider: string
  readonly dueAt: Date
}

/** A page of the list of secrets. Shape: `next` asks for the following one; absent: it is the last. */
export type ListedPage = {
  readonly secrets: readonly ListedSecret[]
  readonly next: string | undefined
}

/** Everything a sweep needs of the world; it reads no secret value. */
export type SweepEnv = {
  /** One page of the secrets that carry the provider tag, at most 100; absent `next`: the first. */
  readonly list: (next: string | undefined) => TE.TaskEither<AwsFailure, ListedPage>
  /** The ledger's items of these secrets; a secret without one is absent. */
  readonly items: (
    secretArns: readonly string[],
  ) => TE.TaskEither<AwsFailure, ReadonlyMap<string, LedgerItem>>
  /** The states of these providers, at most 100; one that never was in trouble is absent. */
  readonly providerStates: (
    providers: readonly string[],
  ) => TE.TaskEither<AwsFailure, ReadonlyMap<string, ProviderState>>
  /** How many messages the queue holds, waiting, delayed and in flight. */
  readonly queueDepth: TE.TaskEither<AwsFailure, number>
  /** Effect: sends one message each, delayed until it is due; gives how many were taken. */
  readonly send: (due: readonly DueCredential[]) => TE.TaskEither<AwsFailure, number>
  /** What sweeps leave for each other. */
  readonly walk: {
    readonly read: TE.TaskEither<AwsFailure, KeptWalk>
    /** Effect: writes it unless somebody wrote since that revision; gives the new revision, else `undefined`. */
    readonly save: (
      walk: Walk,
      revision: string | undefined,
    ) => TE.TaskEither<AwsFailure, string | undefined>
  }
  readonly providers: SweptProviders
  readonly tagPrefix: string
  /** Minutes between two sweeps. */
  readonly sweepMinutes: number
  /** How long the function may live yet, when the sweep begins. */
  readonly secondsLeft: number
} & Clock
