import type { GivenUp, Leased } from '../rotation-run.ts'

type Reason = GivenUp['reason']

/** Ends a run that has begun nothing yet: the lease is given back. */
export const giveUp =
  (run: Leased) =>
  (reason: Reason): GivenUp => ({ tag: 'GivenUp', run, reason, keepsLease: false })

/** Ends a run that wrote an intent: only its lease's end says that nothing of it is under way any more. */
export const giveUpKeepingLease =
  (run: Leased) =>
  (reason: Reason): GivenUp => ({ tag: 'GivenUp', run, reason, keepsLease: true })
