import * as t from 'io-ts'
import { sendable } from '../../codec/sendable.ts'
import { WholeSecondDateTime } from '../../codec/whole-second-date-time.ts'
import { WordList } from '../../codec/word-list.ts'
import { type Format, fromFields } from '../format.ts'
import { endOf } from '../issue.ts'
import { kept, stored, written } from '../stored.ts'
import { fieldsOf, hasSome } from '../stored-object.ts'

const Fields = fieldsOf({
  token: stored(t.string),
  refresh_token: stored(sendable(t.string)),
  client_id: kept(sendable(t.string)),
  client_secret: kept(sendable(t.string)),
  scopes: written(WordList),
  expiry: stored(WholeSecondDateTime),
})

/**
 * The authorized user of Google's library for Python.
 *
 * Shape: `{token, refresh_token, token_uri, client_id, client_secret, scopes, universe_domain, account, expiry, type}`;
 * `scopes` is a list; `expiry` is UTC without a fraction, ending in `Z`, since the reader knows no offset. Without it
 * the token counts as expired.
 * Source: https://github.com/googleapis/google-auth-library-python/blob/2ea24b0/google/oauth2/credentials.py
 */
export const googleAuthorizedUser = {
  id: 'google-authorized-user',
  ...fromFields(
    Fields,
    (fields) => ({
      clientId: fields.client_id,
      clientSecret: fields.client_secret,
      accessToken: fields.token,
      refreshToken: fields.refresh_token,
      expiresAt: fields.expiry,
    }),
    (credential) => ({
      token: credential.accessToken,
      refresh_token: credential.refreshToken,
      client_id: undefined,
      client_secret: undefined,
      scopes: credential.scope,
      expiry: endOf(credential),
    }),
  ),
  scopes: ({ scopes }) => scopes,
  recognises: (object) =>
    object.type === 'authorized_user' ||
    (hasSome(object, 'token_uri', 'universe_domain') && hasSome(object, 'refresh_token')),
  cannotHold: ({ grant }) =>
    grant === 'client_credentials' || grant === 'jwt_bearer'
      ? 'a provider that answers with a refresh token'
      : undefined,
} as const satisfies Format
