import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as T from 'fp-ts/Task'
import * as TE from 'fp-ts/TaskEither'
import { countFleet } from './fleet.ts'
import { countGrantsEnding } from './grants-ending.ts'
import type { LedgerItem } from './ledger-item.ts'
import { whyNotSwept } from './listed-secret.ts'
import { probesOf } from './probes.ts'
import { NO_TROUBLE } from './provider-state.ts'
import type { AwsFailure } from './rotation-error.ts'
import type { SweepEnv } from './sweep-env.ts'
import { type Joined, planPage } from './sweep-plan.ts'
import { advance, batchOf, begin, type Progress, type Swept } from './sweep-progress.ts'

/**
 * Looks at every credential of the account, counts how they stand, and sends what falls due before the next sweep, as
 * long as the queue can be drained by then.
 *
 * Effect: sends messages; a message too many is harmless. Two sweeps at once are harmless too.
 * Errors: the failure of the first call that AWS refused; what was sent before stays sent. Providers whose state cannot
 * be read count as up: Rotate asks again.
 */
export const sweep =
  (env: SweepEnv): TE.TaskEither<AwsFailure, Swept> =>
  async () => {
    const depth = await env.queueDepth()
    if (E.isLeft(depth)) return depth
    let progress = begin(Math.max(0, DRAIN_PER_SECOND * 60 * env.sweepMinutes - depth.right))
    // a loop, not a recursion: thousands of pages must not be kept in memory as a chain of promises
    do {
      const page: E.Either<AwsFailure, Progress> = await sweepPage(env)(progress)()
      if (E.isLeft(page)) return page
      progress = page.right
    } while (progress.next !== undefined)
    return sendProbes(env)(progress)()
  }

/** 50 writes a second make 25 refreshes a second; more in the queue would only wait there. */
const DRAIN_PER_SECOND = 25

const sweepPage =
  (env: SweepEnv) =>
  (progress: Progress): TE.TaskEither<AwsFailure, Progress> =>
    pipe(
      TE.Do,
      TE.bind('page', () => env.list(progress.next)),
      TE.bind('joined', ({ page }) =>
        join(env)(page.secrets.filter((s) => whyNotSwept(s, env.tagPrefix) === undefined)),
      ),
      TE.bind('states', ({ joined }) => TE.fromTask(statesOf(env)(joined, progress.states))),
      TE.let('plan', ({ joined, states }) => planPage(joined, states, { ...env, now: env.now() })),
      TE.let('batch', ({ plan }) => batchOf(plan, progress)),
      TE.bind('sent', ({ batch: { credentials } }) =>
        credentials.length === 0 ? TE.right(0) : env.send(credentials),
      ),
      TE.map(({ page, joined, ...swept }) => {
        const items = joined.flatMap(({ item }) => item ?? [])
        return advance(progress, {
          ...swept,
          next: page.next,
          secrets: joined.length,
          skipped: page.secrets.length - joined.length,
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

/** Sends the probes, also to a queue that is full: they are few, and what waits for their answer is not. */
const sendProbes =
  (env: SweepEnv) =>
  ({ report, fleet, candidates, states }: Progress): TE.TaskEither<AwsFailure, Swept> => {
    const probes = probesOf(candidates, states, { ...env, now: env.now() })
    const open = [...states.values()].filter(({ openUntil }) => openUntil !== undefined)
    return pipe(
      probes.length === 0 ? TE.right(0) : env.send(probes),
      TE.map((sent) => ({
        fleet,
        report: {
          ...report,
          probes: sent,
          sent: report.sent + sent,
          providersUnavailable: open.length,
        },
      })),
    )
  }
