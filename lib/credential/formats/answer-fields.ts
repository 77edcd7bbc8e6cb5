import * as t from 'io-ts'
import { EpochSecondsNumber } from '../../codec/epoch-seconds-number.ts'
import { sendable } from '../../codec/sendable.ts'
import type { Credential } from '../credential.ts'
import type { RefreshedCredential, StoredObject } from '../format.ts'
import { AnsweredLifetime, issueOf, lifetimeOf } from '../issue.ts'
import { clearable, stored, written } from '../stored.ts'
import { fieldsOf } from '../stored-object.ts'

/**
 * The fields that formats take over from a token endpoint's answer.
 *
 * Source: RFC 6749 section 5.1; `id_token`: OpenID Connect Core 1.0 section 3.1.3.3
 */
export const answerFields = {
  access_token: stored(t.string),
  refresh_token: stored(sendable(t.string)),
  token_type: written(t.string),
  scope: written(t.string),
  id_token: written(t.string),
}
type AnswerFields = t.TypeOfProps<typeof answerFields>

/** An answer that was stored with its end, in seconds since 1970. */
export const CountedAnswer = fieldsOf({
  ...answerFields,
  expires_in: clearable(AnsweredLifetime),
  expires_at: stored(EpochSecondsNumber),
})

/** The tokens of an answer that was stored together with its end and its lifetime in seconds. */
export const readAnswer = (
  fields: AnswerFields,
  expiresAt: Date | undefined,
  expiresIn?: number | null,
): Credential => ({
  accessToken: fields.access_token,
  refreshToken: fields.refresh_token,
  issuedAt: issueOf(expiresAt, expiresIn ?? undefined),
  expiresAt,
})

/**
 * What becomes of a stored `expires_in`: the lifetime, or null without an end, since readers would count an old one from
 * when they read it. An end without an issue leaves it.
 */
export const writeLifetime = ({
  issuedAt,
  expiresAt,
}: RefreshedCredential): number | null | undefined =>
  expiresAt === undefined ? null : lifetimeOf(issuedAt, expiresAt)

/** The fields of an answer with these tokens. */
export const writeAnswer = (credential: RefreshedCredential): AnswerFields => ({
  access_token: credential.accessToken,
  refresh_token: credential.refreshToken,
  token_type: credential.tokenType,
  scope: credential.scope,
  id_token: credential.idToken,
})

/** Finds the scopes where an answer has them. */
export const scopesOfAnswer = ({ scope }: StoredObject): unknown => scope

/** Whether an object is an answer that was stored with a date called `expires_at`, spelt as a text that is no number. */
export const isDatedAnswer = (object: StoredObject): boolean =>
  isAnswer(object) && !isCount(object.expires_at)

/** The same where the date is a number, or its spelling, or null. */
export const isCountedAnswer = (object: StoredObject): boolean =>
  isAnswer(object) && isCount(object.expires_at)

const isAnswer = (object: StoredObject): boolean =>
  Object.hasOwn(object, 'access_token') && Object.hasOwn(object, 'expires_at')

const isCount = (u: unknown): boolean => typeof u !== 'string' || /^[\d.]*$/.test(u)
