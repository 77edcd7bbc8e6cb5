import type * as TE from 'fp-ts/TaskEither'
import type { AwsFailure } from './rotation-error.ts'
import { later } from './schedule.ts'

/**
 * What is known of a provider over all containers.
 *
 * Shape: `outages` in a row; nothing is sent while `openUntil` lies ahead, and it is absent while the provider works;
 * `recoveredAt` is when it last answered again; `rejectedClients` says which clients it rejected, and when last.
 */
export type ProviderState = {
  readonly outages: number
  readonly openUntil?: Date | undefined
  readonly recoveredAt?: Date | undefined
  readonly rejectedClients: ReadonlyMap<string, Date>
}

/** The state of a provider of which nothing is known. */
export const NO_TROUBLE: ProviderState = { outages: 0, rejectedClients: new Map() }

/** Where the states of the providers are kept. Every write gives what was there before it, or after it, in one step. */
export type ProviderTable = {
  readonly read: (provider: string) => TE.TaskEither<AwsFailure, ProviderState>
  /** Effect: counts one outage more, and gives the state after it. */
  readonly countOutage: (provider: string) => TE.TaskEither<AwsFailure, ProviderState>
  /** Effect: opens the breaker until then, if it is as it was seen; gives whether it did. */
  readonly open: (
    provider: string,
    until: Date,
    seen: Date | undefined,
  ) => TE.TaskEither<AwsFailure, boolean>
  /** Effect: forgets the outages, and notes the recovery of a breaker that was open; gives whether it was. */
  readonly close: (provider: string, at: Date) => TE.TaskEither<AwsFailure, boolean>
  /** Effect: notes that a client was rejected, and forgets others; gives the rejections that were known before. */
  readonly addRejection: (
    provider: string,
    key: string,
    at: Date,
    forgotten: readonly string[],
  ) => TE.TaskEither<AwsFailure, ProviderState['rejectedClients']>
  /** Effect: forgets that a client was rejected; gives the rejections that were known before. */
  readonly removeRejection: (
    provider: string,
    key: string,
  ) => TE.TaskEither<AwsFailure, ProviderState['rejectedClients']>
}

/**
 * Whether requests are kept away from a provider, so that a sweep sends it probes only.
 *
 * A breaker is opened anew with every probe. One that nobody opened for two sweeps holds nothing back any more: its
 * probes do not come through, for whatever reason, and nothing must starve of that.
 */
export const isHeldBack = (
  { openUntil }: ProviderState,
  now: Date,
  sweepMinutes: number,
): boolean => openUntil !== undefined && now < later(openUntil, 2 * sweepMinutes * 60)
