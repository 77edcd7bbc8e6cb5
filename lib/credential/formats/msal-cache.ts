import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import { decode, type Problem } from '../../codec/decode.ts'
import { EpochSecondsText } from '../../codec/epoch-seconds-text.ts'
import { sendable } from '../../codec/sendable.ts'
import type { Format, RefreshedCredential, StoredObject } from '../format.ts'
import { endOf } from '../issue.ts'
import { kept, stored, written } from '../stored.ts'
import { fieldsOf, hasSome, JsonObject, objectAt } from '../stored-object.ts'

const AccessToken = fieldsOf({
  secret: stored(t.string),
  cached_at: kept(EpochSecondsText),
  expires_on: stored(EpochSecondsText),
  extended_expires_on: kept(EpochSecondsText),
  refresh_on: kept(EpochSecondsText),
  token_type: written(t.string),
})

const RefreshToken = fieldsOf({
  secret: stored(sendable(t.string)),
  client_id: kept(sendable(t.string)),
  last_modification_time: kept(EpochSecondsText),
})

/** One entry of each section, without its key: a key holds ids of the account, which no message has to tell. */
const Entries = fieldsOf({ AccessToken, RefreshToken: stored(RefreshToken) })

/**
 * The cache of Microsoft's MSAL, with one account in it.
 *
 * Shape: `{AccessToken: {<key>: {secret, cached_at, expires_on, extended_expires_on, refresh_on, …}},
 * RefreshToken: {<key>: {secret, client_id, last_modification_time, …}}, IdToken, Account, AppMetadata}`; every time is
 * a string of the seconds since 1970. Keys and scopes stay as they are.
 * Errors: a section with more entries than a refresh answers for.
 * Source: https://github.com/AzureAD/microsoft-authentication-library-for-python/blob/7db6c2c/msal/token_cache.py
 */
export const msalCache = {
  id: 'msal-cache',
  decode: (object) =>
    pipe(
      oneAccount(object),
      E.flatMap(decode(Entries)),
      E.map((entries) => ({
        clientId: entries.RefreshToken?.client_id,
        accessToken: entries.AccessToken.secret,
        refreshToken: entries.RefreshToken?.secret,
        issuedAt: entries.AccessToken.cached_at,
        expiresAt: entries.AccessToken.expires_on,
      })),
    ),
  encode: (credential, object) => ({
    AccessToken: intoEach(objectAt(object, 'AccessToken'), (entry) =>
      AccessToken.encode(newAccessToken(credential, entry)),
    ),
    RefreshToken: intoEach(objectAt(object, 'RefreshToken'), ({ secret }) =>
      RefreshToken.encode({
        secret: credential.refreshToken,
        client_id: undefined,
        last_modification_time:
          secret === credential.refreshToken ? undefined : credential.issuedAt,
      }),
    ),
    IdToken: intoEach(objectAt(object, 'IdToken'), () => ({ secret: credential.idToken })),
  }),
  scopes: (object) => {
    const entries = objectAt(object, 'AccessToken')
    return objectAt(entries, Object.keys(entries)[0] ?? '').target
  },
  recognises: (object) =>
    [objectAt(object, 'AccessToken'), objectAt(object, 'RefreshToken')].some((section) =>
      Object.values(section).some((entry) => JsonObject.is(entry) && hasSome(entry, 'secret')),
    ),
} as const satisfies Format

/** A token that may be used longer in an outage, or is to be refreshed earlier, ends when it ends: others refresh it. */
const newAccessToken = (credential: RefreshedCredential, entry: StoredObject) => ({
  secret: credential.accessToken,
  cached_at: credential.issuedAt,
  expires_on: endOf(credential),
  extended_expires_on: hasSome(entry, 'extended_expires_on') ? endOf(credential) : undefined,
  refresh_on: hasSome(entry, 'refresh_on') ? endOf(credential) : undefined,
  token_type: credential.tokenType,
})

const intoEach = <A>(
  section: StoredObject,
  write: (entry: StoredObject) => A,
): Readonly<Record<string, A>> =>
  Object.fromEntries(Object.keys(section).map((key) => [key, write(objectAt(section, key))]))

const oneAccount = (object: StoredObject): E.Either<readonly Problem[], StoredObject> => {
  const accounts = Object.values(objectAt(object, 'Account')).map((entry) =>
    JsonObject.is(entry) ? entry.home_account_id : undefined,
  )
  const sections = ['AccessToken', 'RefreshToken', 'IdToken'].map(
    (name) => [name, Object.keys(objectAt(object, name)).length] as const,
  )
  const problems = [
    ...(new Set(accounts).size > 1 ? [{ path: 'Account', expected: 'one account' }] : []),
    ...sections
      .filter(([name, count]) => count > 1 || (name === 'AccessToken' && count === 0))
      .map(([path]) => ({ path, expected: 'one entry, since a refresh answers for one' })),
  ]
  const only = (name: string) => Object.values(objectAt(object, name))[0]
  return problems.length > 0
    ? E.left(problems)
    : E.right({ AccessToken: only('AccessToken'), RefreshToken: only('RefreshToken') })
}
