import { pipe } from 'fp-ts/function'
import * as T from 'fp-ts/Task'
import * as TE from 'fp-ts/TaskEither'
import { NO_TROUBLE, type ProviderState, type ProviderTable } from './provider-state.ts'
import { later } from './schedule.ts'

/** What one container knows of the providers' states. */
export type ProviderStates = {
  /** The state, at most 10 s old; that of a table that cannot be reached is no trouble. */
  readonly read: (provider: string) => T.Task<ProviderState>
  /** What was read or noted last, however old; `undefined`: nothing yet. */
  readonly known: (provider: string) => ProviderState | undefined
  /** Effect: notes what is known now. */
  readonly note: (provider: string, state: ProviderState) => void
}

/** Reads a provider's state every 10 s at the most, so that steady work costs no call. */
export const providerStates = (table: ProviderTable, now: () => Date): ProviderStates => {
  const entries = new Map<string, { readonly state: ProviderState; readonly at: Date }>()
  const note = (provider: string, state: ProviderState): void => {
    entries.set(provider, { state, at: now() })
  }
  return {
    note,
    known: (provider) => entries.get(provider)?.state,
    read: (provider) => {
      const entry = entries.get(provider)
      return entry !== undefined && now() < later(entry.at, CACHE_SECONDS)
        ? T.of(entry.state)
        : pipe(
            table.read(provider),
            TE.tapIO((state) => () => note(provider, state)),
            TE.getOrElse(() => T.of(NO_TROUBLE)),
          )
    },
  }
}

const CACHE_SECONDS = 10
