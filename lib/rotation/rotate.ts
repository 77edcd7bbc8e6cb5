import { pipe } from 'fp-ts/function'
import * as T from 'fp-ts/Task'
import * as TE from 'fp-ts/TaskEither'
import type { RotateEnv } from './rotate-env.ts'
import type { Ending, Outcome, RotationRequest, Successor } from './rotation-run.ts'
import { acquireLease } from './steps/acquire-lease.ts'
import { checkDue } from './steps/check-due.ts'
import { close } from './steps/close.ts'
import { describeSecret } from './steps/describe-secret.ts'
import { finishIntent } from './steps/finish-intent.ts'
import { forecast } from './steps/forecast.ts'
import { judgeForeignVersion } from './steps/judge-foreign-version.ts'
import { promote } from './steps/promote.ts'
import { readCurrent } from './steps/read-current.ts'
import { refresh } from './steps/refresh.ts'
import { tell } from './steps/tell.ts'

/**
 * Refreshes one credential, if it is due, so that a refresh token that was answered is never lost.
 *
 * A step that has an outcome ends the run on the left; a step that finds a version to promote jumps to step 8 the
 * same way.
 *
 * Effect: writes at most one new version of the secret and moves AWSCURRENT to it. Safe to repeat at any time, also
 * after a crash: a second run finds the lease, the intent or nothing due.
 */
export const rotate =
  (env: RotateEnv) =>
  (request: RotationRequest): T.Task<Outcome> =>
    pipe(
      acquireLease(env)(request), //                   1
      TE.flatMap(describeSecret(env)), //              2
      TE.flatMap(finishIntent(env)), //                3 may jump to 8
      TE.flatMap(readCurrent(env)), //                 4
      TE.flatMap(judgeForeignVersion(env)), //         5 may jump to 8
      TE.flatMap(checkDue(env)), //                    6
      TE.flatMap(refresh(env)), //                     7
      TE.orElse(resume),
      TE.flatMap(promote(env)), //                     8
      TE.toUnion,
      T.flatMap(forecast(env)),
      T.flatMap(close(env)), //                        9
      T.flatMap(tell(env)(request)), //               10
      T.tap((outcome) => T.fromIO(() => env.meter.tell(outcome))),
    )

const resume = (ending: Ending): TE.TaskEither<Ending, Successor> =>
  ending.tag === 'Resume' ? TE.right(ending.successor) : TE.left(ending)
