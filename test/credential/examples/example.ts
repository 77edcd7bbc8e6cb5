import type { Credential, Tokens } from '../../../lib/credential/credential.ts'
import type { FormatId } from '../../../lib/credential/formats.ts'

/**
 * A text as the readers of a format store it.
 *
 * Shape: `credential` is what it says; `refreshed` is the same text with `NEW_TOKENS` in it; `looksLike` is the format
 * that is recognised without a tag, where it is another one.
 */
export type Example = {
  readonly id: FormatId
  readonly text: string
  readonly credential: Credential
  readonly refreshed: string
  readonly looksLike?: FormatId
}

/** What a refresh gives, with half a second that not every format can hold. */
export const NEW_TOKENS = {
  accessToken: 'new-a',
  refreshToken: 'new-r',
  issuedAt: new Date('2026-03-01T12:00:00.500Z'),
  expiresAt: new Date('2026-03-01T13:00:00.500Z'),
  refreshTokenExpiresAt: new Date('2026-06-01T00:00:00Z'),
  tokenType: 'Bearer',
  scope: 'read write',
  idToken: 'new-i',
} as const satisfies Tokens

/** When the tokens of the examples were issued: 1772269200. */
export const ISSUED = new Date('2026-02-28T09:00:00Z')

/** When their access tokens end: 1772272800. */
export const EXPIRES = new Date('2026-02-28T10:00:00Z')
