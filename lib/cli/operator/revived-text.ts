import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { describeProblem } from '../../codec/decode.ts'
import { grantToken } from '../../credential/credential.ts'
import {
  readStored,
  type StoredCredential,
  writeStored,
} from '../../credential/stored-credential.ts'
import type { ProviderDefinition } from '../../provider/provider-definition.ts'
import type { Settings } from '../../rotation/policy.ts'
import { readCredential } from './read-credential.ts'

/** What is to be merged. Shape: texts as they are, and what messages call them. */
export type Revival = {
  readonly stored: string
  readonly secretName: string
  readonly given: string
  readonly place: string
}

/**
 * The text of a secret with the tokens of a new consent in it; every byte that is not theirs stays, and so does its
 * format.
 *
 * Errors: a sentence when a text cannot be read, or the new tokens are none, are there already, or belong to another
 * client.
 */
export const revivedText = (
  { stored, secretName, given, place }: Revival,
  { definition, format }: Pick<Settings, 'definition' | 'format'>,
): E.Either<string, string> => {
  const providerDefault = definition.defaultFormat
  return pipe(
    readStored(stored, { tagged: format, providerDefault }),
    E.mapLeft(
      (problems) =>
        `secret ${secretName}: ${problems.map(describeProblem).join('; ')}; to replace its whole text: token-rotation add --adopt --from`,
    ),
    E.flatMap((before) =>
      pipe(
        readCredential(given, { tagged: undefined, providerDefault }),
        E.flatMap((fresh) => merged(before, fresh, definition)),
        E.mapLeft((problem) => `${place}: ${problem}`),
      ),
    ),
  )
}

const merged = (
  stored: StoredCredential,
  { credential: fresh }: StoredCredential,
  definition: ProviderDefinition,
): E.Either<string, string> => {
  const problem = problemOf(stored.credential, fresh, definition)
  const { accessToken, refreshToken, issuedAt, expiresAt, refreshTokenExpiresAt } = fresh
  return problem === undefined
    ? E.right(
        writeStored(stored, {
          accessToken,
          refreshToken,
          issuedAt,
          expiresAt,
          refreshTokenExpiresAt,
        }),
      )
    : E.left(problem)
}

const problemOf = (
  stored: StoredCredential['credential'],
  fresh: StoredCredential['credential'],
  { grant, name }: ProviderDefinition,
): string | undefined => {
  if (grant !== 'refresh_token' && grant !== 'access_token')
    return `expected a credential that a person consents to, and those of ${name} are the client's own`
  const token = grantToken(fresh, grant)
  if (token === undefined)
    return grant === 'refresh_token'
      ? 'expected a refresh token; ask for offline access when you log in again'
      : 'expected an access token'
  if (token === grantToken(stored, grant))
    return 'expected new tokens, and these are in the secret already; to try them again: token-rotation rotate'
  return stored.clientId !== undefined &&
    fresh.clientId !== undefined &&
    stored.clientId !== fresh.clientId
    ? 'expected tokens of the client that the secret names; to replace that too: token-rotation add --adopt --from'
    : undefined
}
