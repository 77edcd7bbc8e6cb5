import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import type { LedgerChanges } from '../ledger-item.ts'
import type { NativeRotationEnv } from '../native-rotation-env.ts'
import type { Ending, Leased } from '../rotation-run.ts'
import { acquireLease } from '../steps/acquire-lease.ts'
import type { StepFailure } from './step-failure.ts'

/** What a step did while it held the lease. Shape: `changes` go into the ledger with the lease's return. */
export type LeasedWork<A> = { readonly changes: LedgerChanges; readonly done: A }

/**
 * Does what must not meet another run at the same secret.
 *
 * Effect: gives the lease back at once also when the work failed, since every write of it is a copy or a
 * compare-and-swap: one that arrives late changes nothing that a later run relies on.
 * Errors: `Busy` when somebody else holds the lease.
 */
export const underLease =
  (env: NativeRotationEnv, endsAt: Date) =>
  <A>(
    secretArn: string,
    work: (run: Leased) => TE.TaskEither<StepFailure, LeasedWork<A>>,
  ): TE.TaskEither<StepFailure, A> =>
    pipe(
      acquireLease(env)({ secretArn, versionId: '', force: false, endsAt }),
      TE.mapLeft(refusal),
      TE.flatMap((run) =>
        pipe(
          work(run),
          TE.tapError(() => giveBack(env, run, {})),
          TE.tap(({ changes }) => giveBack(env, run, changes)),
          TE.map(({ done }) => done),
        ),
      ),
    )

const giveBack = (
  { ledger }: NativeRotationEnv,
  { request, holder }: Leased,
  changes: LedgerChanges,
): TE.TaskEither<StepFailure, void> =>
  ledger.update(request.secretArn, holder, { ...changes, lease: null })

/** A ledger that cannot be reached is not somebody else at work. */
const refusal = (ending: Ending): StepFailure =>
  ending.tag === 'GivenUp' && ending.reason.tag === 'AwsFailure' ? ending.reason : { tag: 'Busy' }
