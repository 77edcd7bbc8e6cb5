import * as t from 'io-ts'
import { isWritable } from '../codec/date-time.ts'
import { refine } from '../codec/refine.ts'

/** A lifetime as formats store it: a whole number of seconds from the issue. */
export const LifetimeSeconds = refine(
  t.number,
  'a whole number of seconds',
  (n) => Number.isSafeInteger(n) && n >= 0 && n <= MAX_LIFETIME_SECONDS,
)

/** When a token issued then and living that long ends; unknown where either is, and where the end lies beyond the year 9999. */
export const expiryOf = (
  issuedAt: Date | undefined,
  seconds: number | undefined,
): Date | undefined => {
  if (issuedAt === undefined || seconds === undefined) return undefined
  const end = new Date(issuedAt.getTime() + seconds * 1000)
  return isWritable(end) ? end : undefined
}

/** How long a token lives from its issue, in seconds; unknown unless both dates are known. */
export const lifetimeOf = (
  issuedAt: Date | undefined,
  expiresAt: Date | undefined,
): number | undefined =>
  issuedAt === undefined || expiresAt === undefined
    ? undefined
    : Math.round((expiresAt.getTime() - issuedAt.getTime()) / 1000)

/** Beyond this no date can be computed; far below it, lifetimes are distrusted anyway. */
const MAX_LIFETIME_SECONDS = 1e11
