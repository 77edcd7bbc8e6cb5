import { pipe } from 'fp-ts/function'
import * as T from 'fp-ts/Task'
import * as TE from 'fp-ts/TaskEither'
import type { ProviderEvent } from './event.ts'
import type { AwsFailure } from './rotation-error.ts'
import { later } from './schedule.ts'

/** A provider's state over all containers. Shape: `outages` in a row; while `openUntil` lies ahead nothing is sent. */
export type BreakerState = { readonly outages: number; readonly openUntil?: Date | undefined }

/** Where the breakers' states are kept. */
export type BreakerTable = {
  readonly read: (provider: string) => TE.TaskEither<AwsFailure, BreakerState>
  /** Effect: counts one outage more, and gives the count. */
  readonly countOutage: (provider: string) => TE.TaskEither<AwsFailure, number>
  /** Effect: opens the breaker until then, if it is as it was seen; gives whether it did. */
  readonly open: (
    provider: string,
    until: Date,
    seen: Date | undefined,
  ) => TE.TaskEither<AwsFailure, boolean>
  /** Effect: forgets the outages; gives whether the breaker was open before. */
  readonly close: (provider: string) => TE.TaskEither<AwsFailure, boolean>
}

/** Keeps requests away from a provider that is down. */
export type CircuitBreaker = {
  /** When requests may go there again; `undefined`: now. One caller per minute is let through as a probe. */
  readonly closedUntil: (provider: string) => T.Task<Date | undefined>
  /** Effect: counts an outage; opens the breaker at the fifth in a row. Gives what is to be told. */
  readonly outage: (provider: string) => T.Task<readonly ProviderEvent[]>
  /** Effect: forgets earlier outages, if any are known. Gives what is to be told. */
  readonly answered: (provider: string) => T.Task<readonly ProviderEvent[]>
}

/**
 * Builds a circuit breaker on a table.
 *
 * What is known is read again after 10 s at most, so that steady work costs no call. A table that cannot be
 * reached lets requests through: the breaker is a courtesy, the backoff stays.
 */
export const circuitBreaker = (table: BreakerTable, now: () => Date): CircuitBreaker => {
  const known = new Map<string, { readonly state: BreakerState; readonly readAt: Date }>()
  const remember = (provider: string, state: BreakerState): BreakerState => {
    known.set(provider, { state, readAt: now() })
    return state
  }
  const stateOf = (provider: string): T.Task<BreakerState> => {
    const entry = known.get(provider)
    return entry !== undefined && now() < later(entry.readAt, CACHE_SECONDS)
      ? T.of(entry.state)
      : pipe(
          table.read(provider),
          TE.match(
            () => ({ outages: 0 }),
            (state) => remember(provider, state),
          ),
        )
  }
  const probe = (provider: string, seen: Date | undefined): T.Task<Date | undefined> => {
    const until = later(now(), OPEN_SECONDS)
    return pipe(
      table.open(provider, until, seen),
      TE.match(
        () => undefined,
        (isOurs) => {
          remember(provider, { outages: OUTAGES_TO_OPEN, openUntil: until })
          return isOurs ? undefined : until
        },
      ),
    )
  }
  return {
    closedUntil: (provider) =>
      pipe(
        stateOf(provider),
        T.flatMap(({ outages, openUntil }) => {
          if (outages < OUTAGES_TO_OPEN) return T.of(undefined)
          return openUntil !== undefined && openUntil > now()
            ? T.of(openUntil)
            : probe(provider, openUntil)
        }),
      ),
    outage: (provider) =>
      pipe(
        table.countOutage(provider),
        TE.flatMap((outages) => {
          const openUntil = outages < OUTAGES_TO_OPEN ? undefined : later(now(), OPEN_SECONDS)
          remember(provider, { outages, openUntil })
          return outages === OUTAGES_TO_OPEN && openUntil !== undefined
            ? pipe(
                table.open(provider, openUntil, undefined),
                TE.map((isOurs) => (isOurs ? [told('Provider Unavailable', provider)] : [])),
              )
            : TE.right([])
        }),
        TE.getOrElse((): T.Task<readonly ProviderEvent[]> => T.of([])),
      ),
    answered: (provider) => {
      const outages = known.get(provider)?.state.outages ?? 0
      return outages === 0
        ? T.of([])
        : pipe(
            table.close(provider),
            TE.match(
              () => [],
              (wasOpen) => {
                remember(provider, { outages: 0 })
                return wasOpen ? [told('Provider Recovered', provider)] : []
              },
            ),
          )
    },
  }
}

const told = (detailType: ProviderEvent['detailType'], provider: string): ProviderEvent => ({
  detailType,
  detail: { provider },
})

const OUTAGES_TO_OPEN = 5
const OPEN_SECONDS = 60
const CACHE_SECONDS = 10
