import { pipe } from 'fp-ts/function'
import * as T from 'fp-ts/Task'
import * as TE from 'fp-ts/TaskEither'
import { countFleet } from './fleet.ts'
import { countGrantsEnding } from './grants-ending.ts'
import type { LedgerItem } from './ledger-item.ts'
import { whyNotSwept } from './listed-secret.ts'
import { NO_TROUBLE } from './provider-state.ts'
import type { AwsFailure } from './rotation-error.ts'
import type { ListedPage, SweepEnv } from './sweep-env.ts'
import { type Joined, planPage } from './sweep-plan.ts'
import { advance, batchOf, type Progress } from './sweep-progress.ts'
import type { ListPage } from './walk.ts'

/** A page of the walk. Shape: `following` comes after it; the page is looked at again in `lookMinutes`, at the latest. */
export type PageAtHand = {
  readonly secrets: ListedPage['secrets']
  readonly following: ListPage | undefined
  readonly lookMinutes: number
}

/**
 * Looks at a page: counts how its credentials stand, and sends what falls due before the next look.
 *
 * Effect: sends messages, as many as the queue has room for.
 */
export const sweepPage =
  (env: SweepEnv, progress: Progress) =>
  ({ secrets, following, lookMinutes }: PageAtHand): TE.TaskEither<AwsFailure, Progress> =>
    pipe(
      TE.Do,
      TE.bind('joined', () =>
        join(env)(secrets.filter((s) => whyNotSwept(s, env.tagPrefix) === undefined)),
      ),
      TE.bind('states', ({ joined }) => TE.fromTask(statesOf(env)(joined, progress.states))),
      TE.let('plan', ({ joined, states }) =>
        planPage(joined, states, { ...env, sweepMinutes: lookMinutes, now: env.now() }),
      ),
      TE.let('batch', ({ plan }) => batchOf(plan, progress)),
      TE.bind('sent', ({ batch: { credentials } }) =>
        credentials.length === 0 ? TE.right(0) : env.send(credentials),
      ),
      TE.map(({ joined, ...swept }) => {
        const items = joined.flatMap(({ item }) => item ?? [])
        return advance(progress, {
          ...swept,
          following,
          secrets: joined.length,
          skipped: secrets.length - joined.length,
          ending: countGrantsEnding(items, env.now()),
          fleet: countFleet(joined, { ...env, now: env.now() }),
        })
      }),
    )

const join =
  (env: SweepEnv) =>
  (secrets: readonly Joined['secret'][]): TE.TaskEither<AwsFailure, readonly Joined[]> =>
    pipe(
      secrets.length === 0 ? TE.right(NO_ITEMS) : env.items(secrets.map(({ arn }) => arn)),
      TE.map((items) =>
        secrets.map((secret) => {
          const provider = secret.tags[`${env.tagPrefix}:provider`] ?? ''
          const isKnown = env.providers.has(provider)
          return { secret, item: items.get(secret.arn), provider: isKnown ? provider : 'unknown' }
        }),
      ),
    )

const NO_ITEMS: ReadonlyMap<string, LedgerItem> = new Map()

/** Reads the states of the providers that this sweep has not met before. */
const statesOf =
  (env: SweepEnv) =>
  (joined: readonly Joined[], known: Progress['states']): T.Task<Progress['states']> => {
    const ids = [...new Set(joined.map(({ provider }) => provider))]
    const unread = ids.filter((id) => env.providers.has(id) && !known.has(id))
    return unread.length === 0
      ? T.of(known)
      : pipe(
          env.providerStates(unread),
          TE.match(
            () => known,
            (read) =>
              new Map([...known, ...unread.map((id) => [id, read.get(id) ?? NO_TROUBLE] as const)]),
          ),
        )
  }
