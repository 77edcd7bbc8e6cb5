import { createHash } from 'node:crypto'

/**
 * The id of a version that will be made from `base`: a UUID whose last group says so.
 *
 * A ledger that is lost takes the intent with it. From its id alone a version under our label can still be told to be
 * the successor of AWSCURRENT, and not of a version that somebody has replaced meanwhile.
 */
export const successorId = (uuid: string, base: string): string =>
  `${uuid.slice(0, MARK_AT)}${mark(base)}`

/** Whether a version was made from `base`. */
export const isSuccessorOf = (versionId: string, base: string): boolean =>
  versionId.endsWith(mark(base))

/** Where the last group of a UUID begins, and its length. */
const MARK_AT = 24
const MARK_DIGITS = 12

const mark = (base: string): string =>
  createHash('sha256').update(base).digest('hex').slice(0, MARK_DIGITS)
