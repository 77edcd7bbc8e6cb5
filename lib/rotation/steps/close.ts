import { pipe } from 'fp-ts/function'
import * as T from 'fp-ts/Task'
import * as TE from 'fp-ts/TaskEither'
import { askAgainUntil } from '../ask-again.ts'
import type { LedgerChanges } from '../ledger-item.ts'
import type { RotateEnv } from '../rotate-env.ts'
import type { AwsFailure, LeaseLost } from '../rotation-error.ts'
import type { Ending, Leased, Recorded } from '../rotation-run.ts'
import { countNewVersions } from '../version-count.ts'
import { giveUpKeepingLease } from './give-up.ts'

/** Time kept at the end of a function's life. */
const RESERVE_SECONDS = 5

/**
 * Step 9: writes the outcome down and gives the lease back. If that fails, the next run finds the intent and a
 * promoted successor and only does the bookkeeping.
 */
export const close =
  (env: RotateEnv) =>
  (ending: Ending): T.Task<Ending> => {
    switch (ending.tag) {
      case 'Recorded':
        return record(env)(ending)
      case 'Gone':
        return release(env)(ending.run, ending)
      case 'GivenUp':
        return ending.run === undefined || ending.keepsLease
          ? T.of(ending)
          : release(env)(ending.run, ending)
      case 'Busy':
      case 'Resume':
        return T.of(ending)
    }
  }

const record =
  (env: RotateEnv) =>
  (ending: Recorded): T.Task<Ending> => {
    const { run, changes } = ending
    const { secretArn } = run.request
    return pipe(
      askAgainUntil(
        env,
        run.request.endsAt,
        RESERVE_SECONDS,
      )(
        env.ledger.update(secretArn, run.holder, {
          intent: null,
          ...writesOf(ending, env.now()),
          ...changes,
          lease: null,
        }),
        (answer) => 'success' in answer || answer.failure.tag === 'LeaseLost',
      ),
      TE.orElse((failure) => wasOurs(env)(run, changes, failure)),
      TE.match(giveUpKeepingLease(run), (): Ending => ending),
    )
  }

/** The versions that this run came across or made, as far as it remembers which one is current. */
const writesOf = ({ run, changes }: Recorded, now: Date): LedgerChanges => {
  const writes =
    changes.version == null
      ? undefined
      : countNewVersions(run.item, [run.current, changes.version], now)
  return writes === undefined ? {} : { writes }
}

/** A write whose reply was lost is refused when it is tried again, because it gave the lease back. */
const wasOurs =
  ({ ledger }: RotateEnv) =>
  (
    { request }: Leased,
    changes: LedgerChanges,
    failure: AwsFailure | LeaseLost,
  ): TE.TaskEither<AwsFailure | LeaseLost, void> =>
    failure.tag === 'AwsFailure'
      ? TE.left(failure)
      : pipe(
          ledger.read(request.secretArn),
          TE.flatMap((item) =>
            item !== undefined &&
            item.lease === undefined &&
            item.intent === undefined &&
            (changes.version === undefined || changes.version === item.version)
              ? TE.right(undefined)
              : TE.left<AwsFailure | LeaseLost>(failure),
          ),
        )

/** A lease that cannot be given back runs out by itself. */
const release =
  ({ ledger }: RotateEnv) =>
  ({ request, holder }: Leased, ending: Ending): T.Task<Ending> =>
    pipe(
      ledger.update(request.secretArn, holder, { lease: null }),
      T.map(() => ending),
    )
