import type { ProviderDefinition } from '../provider-definition.ts'
import type { Answer } from './http-answer.ts'
import { type TokenAnswer, valueAt } from './token-answer.ts'
import { errorCode, type TokenFailure } from './token-failure.ts'

/** What of a definition tells a refusal, and what it means. */
export type RefusalRules = Pick<ProviderDefinition, 'refusals' | 'successWhen'>

/** Whether an answer refuses under a status that says otherwise. An empty `error` beside new tokens is none: these are never dropped. */
export const isRefusal = (
  answer: TokenAnswer,
  { successWhen }: RefusalRules,
  accessToken: string | undefined,
): boolean => {
  const contradicts = Object.entries(successWhen).some(
    ([field, good]) => Object.hasOwn(answer, field) && answer[field] !== good,
  )
  const { error } = answer
  return (
    contradicts ||
    (accessToken === undefined && error !== undefined && error !== null && error !== '')
  )
}

/**
 * What a refusal means.
 *
 * Only the provider's own word for a dead grant is one; what says nothing that is known is a request to be mended.
 */
export const readRefusal = (
  { status, headers, ok }: Omit<Answer, 'text'>,
  answer: TokenAnswer | undefined,
  { refusals }: RefusalRules,
): TokenFailure => {
  const { fields = [], deadGrant = [], wrongClient = [], pause = [], outage = [] } = refusals ?? {}
  const listed = [...deadGrant, ...wrongClient, ...pause, ...outage]
  const codes = [...fields, 'error']
    .map((field) => (answer === undefined ? undefined : valueAt(answer, field)))
    .map((value) => errorCode(value, listed))
  const providerCode =
    codes.find(isTelling) ?? codes.find((code) => code !== 'none') ?? errorCode(undefined)
  const means = (...meaning: readonly string[]) => meaning.includes(providerCode)
  if (status === 429 || means('slow_down', ...pause))
    return {
      tag: 'ProviderUnavailable',
      cause: 'rate limited',
      status,
      mayBeApplied: false,
      ...retryAfter(headers),
    }
  if (status >= 500 || means('server_error', 'temporarily_unavailable', ...outage))
    return {
      tag: 'ProviderUnavailable',
      cause: 'server error',
      status,
      mayBeApplied: true,
      ...retryAfter(headers),
    }
  if (means('invalid_grant', ...deadGrant)) return { tag: 'GrantRejected', providerCode }
  if (means('invalid_client', 'unauthorized_client', ...wrongClient))
    return { tag: 'ClientRejected', providerCode, status }
  return ok && answer === undefined
    ? unreadable(status)
    : { tag: 'RequestRejected', providerCode, status }
}

/** An answer that cannot be understood: it may have spent the refresh token. */
export const unreadable = (status: number): TokenFailure => ({
  tag: 'ProviderUnavailable',
  cause: 'unreadable answer',
  status,
  mayBeApplied: true,
})

const isTelling = (code: string): boolean => code !== 'none' && code !== 'unrecognised'

/** Seconds, or a date that is held against the server's own clock. Source: RFC 9110 section 10.2.3 */
const retryAfter = (headers: Answer['headers']): { readonly retryAfterSeconds?: number } => {
  const header = headers.get('retry-after') ?? ''
  if (/^\d{1,9}$/.test(header)) return { retryAfterSeconds: Number(header) }
  const wait = (Date.parse(header) - Date.parse(headers.get('date') ?? '')) / 1000
  return wait > 0 ? { retryAfterSeconds: Math.ceil(wait) } : {}
}
