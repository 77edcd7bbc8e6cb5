import * as E from 'fp-ts/Either'
import { DateTime } from '../../codec/date-time.ts'
import type { EndField } from '../answer-fields.ts'
import { type TokenAnswer, valueAt } from './token-answer.ts'

/**
 * How long something still lives by an answer's own word, in whole seconds.
 *
 * Of several places the first that says a span above 0 counts: 0 and below mean "not said" at the providers that send
 * them. `at` is when the request was made; dates are held against it.
 */
export const saidLifetime = (
  answer: TokenAnswer,
  ends: readonly EndField[],
  at: Date,
): number | undefined =>
  ends.map((end) => lifetime(valueAt(answer, end.field), end.as, at)).find((said) => said)

/**
 * An access token that is said to outlive twice the provider's known lifetime, or ten years, is not believed, like a
 * stored one (`trustedExpiry`): milliseconds, a date in seconds, or nonsense would park the credential until long
 * after its access token ended.
 */
export const credibleLifetime = (
  said: number | undefined,
  providerLifetimeSeconds: number = MAX_LIFETIME_SECONDS / 2,
): number | undefined =>
  said === undefined || said > 2 * providerLifetimeSeconds ? undefined : said

/** What is said of a refresh token is only a forecast. */
export const lifetimeUpToTenYears = (said: number | undefined): number | undefined =>
  said === undefined ? undefined : Math.min(said, MAX_LIFETIME_SECONDS)

/** Ten years: no lifetime is believed beyond it. */
const MAX_LIFETIME_SECONDS = 315_360_000

const lifetime = (u: unknown, as: EndField['as'], at: Date): number | undefined => {
  if (as === 'date-time') {
    const date = DateTime.decode(u)
    return E.isRight(date) ? wholeSeconds((date.right.getTime() - at.getTime()) / 1000) : undefined
  }
  const number = numberOf(u)
  if (number === undefined) return undefined
  switch (as) {
    case 'seconds':
      return wholeSeconds(number)
    case 'milliseconds':
      return wholeSeconds(number / 1000)
    case 'epoch-seconds':
      return wholeSeconds(number - at.getTime() / 1000)
    case 'epoch-milliseconds':
      return wholeSeconds((number - at.getTime()) / 1000)
  }
}

/** Numbers and numbers spelt as strings. */
const numberOf = (u: unknown): number | undefined => {
  const number = typeof u === 'string' && /^\d{1,16}(\.\d+)?$/.test(u) ? Number(u) : u
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

const wholeSeconds = (number: number): number | undefined =>
  number > 0 ? Math.ceil(number) : undefined
