import { crashMishaps } from './crash-mishaps.ts'
import { duplicateMishaps } from './duplicate-mishaps.ts'
import { editMishaps } from './edit-mishaps.ts'
import { lostLedgerMishaps } from './lost-ledger-mishaps.ts'
import { lostReplyMishaps } from './lost-reply-mishaps.ts'
import type { Mishap } from './mishap.ts'
import { nativeRotationMishaps } from './native-rotation-mishaps.ts'
import { refusedCallMishaps } from './refused-call-mishaps.ts'
import { nothingTakesIt, refusedWriteMishaps } from './refused-write-mishaps.ts'
import { staleAfterLedgerLoss, staleReadMishaps } from './stale-read-mishaps.ts'

/** Everything that befalls a credential without losing it. */
export const mishaps: readonly Mishap[] = [
  ...crashMishaps,
  ...lostReplyMishaps,
  ...refusedCallMishaps,
  ...staleReadMishaps,
  ...duplicateMishaps,
  ...editMishaps,
  ...lostLedgerMishaps,
  ...nativeRotationMishaps,
  ...refusedWriteMishaps,
]

/** What is known to lose a grant: two losses at the same time, of which the suite tells when it is asked for them. */
export const knownLosses: readonly Mishap[] = [staleAfterLedgerLoss, nothingTakesIt]
