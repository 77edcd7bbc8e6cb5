import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { askAgainUntil } from '../ask-again.ts'
import { isThrottled } from '../is-throttled.ts'
import { currentVersion } from '../labelled-version.ts'
import { recordPromoted, recordTheirsWins } from '../record-successor.ts'
import type { RotateEnv } from '../rotate-env.ts'
import type { AwsFailure } from '../rotation-error.ts'
import type { Ending, Successor } from '../rotation-run.ts'
import { giveUpKeepingLease } from './give-up.ts'

/** How long a promotion that did not take is tried again before the next run finishes it. */
const PROMOTE_SECONDS = 10

/** Time kept at the end of a function's life. */
const RESERVE_SECONDS = 10

/**
 * Step 8: moves AWSCURRENT to the successor if it is still on the base. The error of a lost race looks like any
 * other, so the labels themselves are asked; where somebody's version is current meanwhile, theirs wins and the
 * next run judges it.
 *
 * Where the account's quota of writes is used up, it is tried as long as the function lives: the next run would come
 * minutes later, to the same queue for a place.
 */
export const promote =
  (env: RotateEnv) =>
  (successor: Successor): TE.TaskEither<Ending, Ending> => {
    const { current, intent } = successor
    if (current === intent.successor) return TE.right(recordPromoted(env)(successor))
    if (current !== intent.base) return TE.right(recordTheirsWins(env)(successor))
    return pipe(
      askAgainUntil(
        env,
        successor.request.endsAt,
        RESERVE_SECONDS,
      )(insist(env)(successor), (answer) => !('failure' in answer && isThrottled(answer.failure))),
      TE.filterOrElseW(
        (currentNow) => currentNow !== intent.base,
        () => ({ tag: 'NotPromoted' as const }),
      ),
      TE.mapLeft(giveUpKeepingLease(successor)),
      TE.map((currentNow) =>
        currentNow === intent.successor
          ? recordPromoted(env)(successor)
          : recordTheirsWins(env)(successor),
      ),
    )
  }

/** Tries for some seconds, but not while the quota is used up. */
const insist =
  (env: RotateEnv) =>
  (successor: Successor): TE.TaskEither<AwsFailure, string | undefined> =>
  () =>
    askAgainUntil(env, env.deadline(PROMOTE_SECONDS))(tryPromotion(env)(successor), (answer) =>
      'failure' in answer ? isThrottled(answer.failure) : answer.success !== successor.intent.base,
    )()

/** Gives the version that is AWSCURRENT afterwards. */
const tryPromotion =
  ({ secrets }: RotateEnv) =>
  ({ request: { secretArn }, intent }: Successor) =>
    pipe(
      secrets.promote(secretArn, { from: intent.base, to: intent.successor }),
      TE.map((): string | undefined => intent.successor),
      TE.orElse((failure) =>
        // what was refused unseen moved no label
        isThrottled(failure)
          ? TE.left(failure)
          : pipe(secrets.describe(secretArn), TE.map(currentVersion)),
      ),
    )
