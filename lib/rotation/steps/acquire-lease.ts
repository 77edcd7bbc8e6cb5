import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import type { RotateEnv } from '../rotate-env.ts'
import type { Ending, Leased, RotationRequest } from '../rotation-run.ts'

/** Longer than a function lives (90 s) and shorter than a message stays away (540 s). */
const LEASE_SECONDS = 150

/** Step 1: takes the lease, for every way in; a single-use refresh token must never be sent twice. */
export const acquireLease =
  ({ ledger, newId, now, deadline }: RotateEnv) =>
  (request: RotationRequest): TE.TaskEither<Ending, Leased> => {
    const holder = newId()
    const lease = { holder, now: now(), until: deadline(LEASE_SECONDS) }
    return pipe(
      ledger.acquire(request.secretArn, lease),
      TE.mapLeft(
        (reason): Ending => ({ tag: 'GivenUp', run: undefined, reason, keepsLease: true }),
      ),
      TE.flatMap((item) =>
        item === undefined ? TE.left<Ending>({ tag: 'Busy' }) : TE.right({ request, holder, item }),
      ),
    )
  }
