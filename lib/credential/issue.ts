import * as t from 'io-ts'
import { isWritable } from '../codec/date-time.ts'
import { numberOrText } from '../codec/epoch-date.ts'
import { refine } from '../codec/refine.ts'

/** Beyond this no date can be computed; far below it, lifetimes are distrusted anyway. */
const MAX_LIFETIME_SECONDS = 1e11

const isLifetime = (n: number): boolean =>
  Number.isSafeInteger(n) && n >= 0 && n <= MAX_LIFETIME_SECONDS

/** A lifetime as formats store it: a whole number of seconds from the issue. */
export const LifetimeSeconds = refine(t.number, 'a whole number of seconds', isLifetime)

/** A lifetime as answers spell it, kept as they came: the number may be a string. It is written as a number. */
export const AnsweredLifetime = new t.Type<number, number, unknown>(
  LifetimeSeconds.name,
  LifetimeSeconds.is,
  (u, context) => LifetimeSeconds.validate(numberOrText(u) ?? u, context),
  LifetimeSeconds.encode,
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

/** When a token was issued that ends then and lives that long; unknown where either is, and before 1970. */
export const issueOf = (
  expiresAt: Date | undefined,
  seconds: number | undefined,
): Date | undefined => {
  if (expiresAt === undefined || seconds === undefined) return undefined
  const issue = expiresAt.getTime() - seconds * 1000
  return issue < 0 ? undefined : new Date(issue)
}

/** How long a token lives from its issue, in seconds; unknown unless both dates are known. */
export const lifetimeOf = (
  issuedAt: Date | undefined,
  expiresAt: Date | undefined,
): number | undefined =>
  issuedAt === undefined || expiresAt === undefined
    ? undefined
    : Math.round((expiresAt.getTime() - issuedAt.getTime()) / 1000)

/**
 * The date that a format gets whose readers take a missing one for the past, and would refresh themselves: the end of
 * the access token, else when it is to be refreshed.
 */
export const endOf = ({
  expiresAt,
  refreshBy,
}: {
  readonly expiresAt?: Date | undefined
  readonly refreshBy?: Date | undefined
}): Date | undefined => expiresAt ?? refreshBy
