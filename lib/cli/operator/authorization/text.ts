import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { describeProblem } from '../../../codec/decode.ts'
import { grantToken, type Tokens } from '../../../credential/credential.ts'
import { type FormatId, formatOf } from '../../../credential/formats.ts'
import { roomFor } from '../../../credential/room-for.ts'
import {
  readStored,
  type StoredCredential,
  writeStored,
} from '../../../credential/stored-credential.ts'
import type { ProviderDefinition } from '../../../provider/provider-definition.ts'
import type { TokenGrant } from '../../../provider/token/token-response.ts'
import type { Settings } from '../../../rotation/policy.ts'
import { DEFAULT_LIFETIME_SECONDS, later } from '../../../rotation/schedule.ts'
import type { LoginScopes } from './scopes.ts'

/** What of the settings a text is read and written by. */
export type TextSettings = Pick<Settings, 'definition' | 'format'>

/**
 * The tokens of a login as they are stored.
 *
 * Shape: `at` is when they were asked for, with these scopes. An answer that has none means those that were asked for;
 * the ones that the secret has are there already.
 * Source: RFC 6749 section 5.1
 *
 * Errors: a sentence, where there is nothing that could be refreshed later.
 */
export const tokensOfLogin = (
  granted: TokenGrant,
  definition: ProviderDefinition,
  at: Date,
  scopes?: LoginScopes,
): E.Either<string, Tokens> => {
  const { grant, name, accessTokenLifetimeSeconds, whenNoRefreshToken } = definition
  if (grant === 'refresh_token' && granted.refreshToken === undefined)
    return E.left(
      `${name} gave an access token and no refresh token: it could not be kept fresh, so nothing was stored, and a secret that is there stays as it was; ${whenNoRefreshToken ?? 'ask for offline access with --scope, or look at the settings of the app there'}`,
    )
  const lifetime = granted.expiresInSeconds ?? accessTokenLifetimeSeconds
  const { refreshTokenExpiresInSeconds: refreshLifetime } = granted
  return E.right({
    accessToken: granted.accessToken,
    refreshToken: granted.refreshToken,
    issuedAt: at,
    expiresAt: lifetime === undefined ? undefined : later(at, lifetime),
    refreshBy: later(at, DEFAULT_LIFETIME_SECONDS),
    refreshTokenExpiresAt: refreshLifetime === undefined ? undefined : later(at, refreshLifetime),
    idToken: granted.idToken,
    scope: granted.scope ?? (scopes?.on === 'the person' ? scopes.all.join(' ') : undefined),
    tokenType: granted.tokenType,
  })
}

/** Reads a text that is to take the tokens of a login. Errors: a sentence on what it lacks, never a value. */
export const readable = (
  text: string,
  { definition, format }: TextSettings,
): E.Either<string, StoredCredential> =>
  pipe(
    readStored(text, { tagged: format, providerDefault: definition.defaultFormat }),
    E.mapLeft((problems) => problems.map(describeProblem).join('; ')),
    E.flatMap((stored) => {
      const problem = roomFor(stored.format, definition)
      return problem === undefined ? E.right(stored) : E.left(describeProblem(problem))
    }),
  )

/** A text with the tokens of a login in it; every byte that is not theirs stays. Errors: as `readable`. */
export const textWithLogin = (
  text: string,
  settings: TextSettings,
  tokens: Tokens,
): E.Either<string, string> =>
  pipe(
    readable(text, settings),
    E.map((stored) => writeStored(stored, tokens)),
  )

/** The text of a new secret: nothing but tokens. */
export const newText = (format: FormatId, tokens: Tokens): string =>
  writeStored({ text: '{}', format: formatOf(format), credential: {} }, tokens)

/**
 * Finds out, before anybody logs in, whether a format can begin with nothing but tokens.
 *
 * Shape: gives the format that has to be in a tag, since the text alone would be taken for another one; `undefined`:
 * none has to.
 * Errors: a sentence.
 */
export const tagForNewText = (
  definition: ProviderDefinition,
  format: FormatId,
  now: Date,
): E.Either<string, FormatId | undefined> => {
  const token = 'x'
  const tokens = {
    accessToken: token,
    refreshToken: token,
    issuedAt: now,
    expiresAt: later(now, 1),
  }
  const text = newText(format, tokens)
  const isKept = (stored: E.Either<string, StoredCredential>): boolean =>
    E.isRight(stored) &&
    stored.right.format.id === format &&
    stored.right.credential.accessToken === token &&
    (grantToken(stored.right.credential, definition.grant) ?? token) === token
  if (isKept(readable(text, { definition, format: undefined }))) return E.right(undefined)
  const tagged = readable(text, { definition, format })
  if (isKept(tagged)) return E.right(format)
  return E.left(
    E.isLeft(tagged)
      ? tagged.left
      : `expected a format that can begin with nothing but tokens, and ${format} cannot; make the secret with it first: token-rotation add`,
  )
}
