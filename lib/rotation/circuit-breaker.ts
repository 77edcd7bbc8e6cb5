import { pipe } from 'fp-ts/function'
import * as T from 'fp-ts/Task'
import * as TE from 'fp-ts/TaskEither'
import type { ProviderEvent } from './event.ts'
import { NO_TROUBLE, type ProviderTable } from './provider-state.ts'
import type { ProviderStates } from './provider-states.ts'
import { later } from './schedule.ts'

/** Keeps requests away from a provider that is down. */
export type CircuitBreaker = {
  /** When requests may go there again; `undefined`: now. One caller per minute is let through as a probe. */
  readonly closedUntil: (provider: string) => T.Task<Date | undefined>
  /** When the provider was last found to be back after an outage; `undefined`: it is down, or never was. */
  readonly recoveredAt: (provider: string) => T.Task<Date | undefined>
  /** Effect: counts an outage; opens the breaker at the fifth in a row. Gives what is to be told. */
  readonly outage: (provider: string) => T.Task<readonly ProviderEvent[]>
  /** Effect: forgets earlier outages, if any are known. Gives what is to be told. */
  readonly answered: (provider: string) => T.Task<readonly ProviderEvent[]>
}

/**
 * Builds a circuit breaker on what all containers know.
 *
 * A table that cannot be reached lets requests through: the breaker is a courtesy, the backoff stays. An opening is told
 * by the one whose write opened it; whoever counts an outage beyond the fifth and finds the breaker closed opens it, so
 * that a container that dies between its two writes silences nobody.
 */
export const circuitBreaker = (
  table: ProviderTable,
  states: ProviderStates,
  now: () => Date,
): CircuitBreaker => {
  const probe = (provider: string, seen: Date): T.Task<Date | undefined> => {
    const until = later(now(), OPEN_SECONDS)
    return pipe(
      table.open(provider, until, seen),
      TE.match(
        () => undefined,
        (isOurs) => {
          states.note(provider, {
            ...(states.known(provider) ?? NO_TROUBLE),
            openUntil: until,
          })
          return isOurs ? undefined : until
        },
      ),
    )
  }
  return {
    closedUntil: (provider) =>
      pipe(
        states.read(provider),
        T.flatMap(({ openUntil }) => {
          if (openUntil === undefined) return T.of(undefined)
          return openUntil > now() ? T.of(openUntil) : probe(provider, openUntil)
        }),
      ),
    recoveredAt: (provider) =>
      pipe(
        states.read(provider),
        T.map(({ openUntil, recoveredAt }) => (openUntil === undefined ? recoveredAt : undefined)),
      ),
    outage: (provider) =>
      pipe(
        table.countOutage(provider),
        TE.tapIO((state) => () => states.note(provider, state)),
        TE.flatMap((state) => {
          if (state.outages < OUTAGES_TO_OPEN || state.openUntil !== undefined) return TE.right([])
          const openUntil = later(now(), OPEN_SECONDS)
          states.note(provider, { ...state, openUntil })
          return pipe(
            table.open(provider, openUntil, undefined),
            TE.map((isOurs) => (isOurs ? [unavailable(provider)] : [])),
          )
        }),
        TE.getOrElse((): T.Task<readonly ProviderEvent[]> => T.of([])),
      ),
    answered: (provider) => {
      const known = states.known(provider)
      if (known === undefined || (known.outages === 0 && known.openUntil === undefined))
        return T.of([])
      const at = now()
      return pipe(
        table.close(provider, at),
        TE.match(
          () => [],
          (wasOpen) => {
            const { rejectedClients, recoveredAt } = known
            states.note(provider, {
              outages: 0,
              rejectedClients,
              recoveredAt: wasOpen ? at : recoveredAt,
            })
            return wasOpen ? [{ detailType: 'Provider Recovered', detail: { provider } }] : []
          },
        ),
      )
    },
  }
}

const unavailable = (provider: string): ProviderEvent => ({
  detailType: 'Provider Unavailable',
  detail: {
    provider,
    message: `${provider} failed to answer ${OUTAGES_TO_OPEN} token requests in a row, so none of its credentials is refreshed until it answers a probe, of which each sweep sends one or two; see its status page first, and if it is up, whether its token URL can be reached`,
  },
})

const OUTAGES_TO_OPEN = 5
const OPEN_SECONDS = 60
