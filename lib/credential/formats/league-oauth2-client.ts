import * as t from 'io-ts'
import { EpochSeconds } from '../../codec/epoch-seconds.ts'
import { sendable } from '../../codec/sendable.ts'
import { type Format, fromFields } from '../format.ts'
import { endOf } from '../issue.ts'
import { stored, written } from '../stored.ts'
import { fieldsOf, hasSome } from '../stored-object.ts'
import { scopesOfAnswer } from './answer-fields.ts'

const Fields = fieldsOf({
  access_token: stored(t.string),
  refresh_token: stored(sendable(t.string)),
  expires: stored(EpochSeconds),
  token_type: written(t.string),
  scope: written(t.string),
})

/**
 * An `AccessToken` of PHP's league/oauth2-client as JSON.
 *
 * Shape: `{access_token, refresh_token, expires, resource_owner_id, …}` and what else the answer had; `expires` is a
 * whole number of seconds since 1970, without which the reader fails. There is no `expires_in`: one would be counted
 * from the reading.
 * Source: https://github.com/thephpleague/oauth2-client/blob/0573131/src/Token/AccessToken.php
 */
export const leagueOauth2Client = {
  id: 'league-oauth2-client',
  ...fromFields(
    Fields,
    (fields) => ({
      accessToken: fields.access_token,
      refreshToken: fields.refresh_token,
      expiresAt: fields.expires,
    }),
    (credential) => ({
      access_token: credential.accessToken,
      refresh_token: credential.refreshToken,
      expires: endOf(credential),
      token_type: credential.tokenType,
      scope: credential.scope,
    }),
  ),
  scopes: scopesOfAnswer,
  recognises: (object) => hasSome(object, 'expires') && hasSome(object, 'access_token'),
} as const satisfies Format
