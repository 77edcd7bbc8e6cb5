import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { recordFailure } from '../record.ts'
import type { RotateEnv } from '../rotate-env.ts'
import type { AwsFailure } from '../rotation-error.ts'
import type { Cleared, Ending } from '../rotation-run.ts'
import { giveUp, giveUpKeepingLease } from './give-up.ts'
import { isFinal, putSuccessor } from './put-successor.ts'

/**
 * Stores what waits in escrow as the open intent's successor, before anything else and without a request; goes on to
 * the promotion, or, where nothing waits, to the next step.
 *
 * A restore that was cut off is not stored from here, since its text is somebody's: step 5 makes it anew.
 */
export const storeEscrow =
  (env: RotateEnv) =>
  (run: Cleared, salt: Uint8Array): TE.TaskEither<Ending, Cleared> => {
    const { intent, escrow } = run.item
    if (escrow === undefined || intent?.kind !== 'refresh') return TE.right(run)
    return pipe(
      env.escrow.open(run.request.secretArn, escrow),
      TE.foldW(
        // an edit since then may be a new consent, which must not wait for a key that is gone (step 5)
        (failure) => (run.current === intent.base ? TE.left(giveUp(run)(failure)) : TE.right(run)),
        (text) =>
          pipe(
            putSuccessor(env)(run, salt, intent, text),
            TE.foldW(
              (failure) => refused(env)(run, failure),
              (successor) => TE.left<Ending>({ tag: 'Resume', successor }),
            ),
          ),
      ),
    )
  }

/** What is refused for good stays in escrow, and its intent open; an edit since then may take its tokens (step 5). */
const refused =
  (env: RotateEnv) =>
  (run: Cleared, failure: AwsFailure): TE.TaskEither<Ending, Cleared> => {
    const { intent } = run.item
    if (!isFinal(failure)) return TE.left(giveUpKeepingLease(run)({ tag: 'NotStored' }))
    return intent === undefined || run.current !== intent.base
      ? TE.right(run)
      : TE.left(recordFailure(env)(run, { tag: 'SecretRefuses', code: failure.code }, { intent }))
  }
