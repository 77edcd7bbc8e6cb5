import { DateTime } from '../../codec/date-time.ts'
import { type Format, fromFields } from '../format.ts'
import { endOf, expiryOf, LifetimeSeconds, lifetimeOf } from '../issue.ts'
import { stored } from '../stored.ts'
import { fieldsOf, hasSome } from '../stored-object.ts'
import { answerFields, scopesOfAnswer, writeAnswer } from './answer-fields.ts'

const Fields = fieldsOf({
  ...answerFields,
  expires_in: stored(LifetimeSeconds),
  Issued: stored(DateTime),
  IssuedUtc: stored(DateTime),
})

/** The reader uses no token so shortly before its end. */
const READER_MARGIN_SECONDS = 360

/**
 * A `TokenResponse` of Google's library for .NET.
 *
 * Shape: `{access_token, token_type, expires_in, refresh_token, scope, id_token, Issued, IssuedUtc}`; `expires_in` is a
 * whole number of seconds from `IssuedUtc`, a date-time, without which the token counts as expired. `Issued` is the
 * same for old readers, with the offset of their zone, and follows where it is stored.
 * Source: https://github.com/googleapis/google-api-dotnet-client/blob/04d9245/Src/Support/Google.Apis.Auth/OAuth2/Responses/TokenResponse.cs
 */
export const googleApiDotnet = {
  id: 'google-api-dotnet',
  ...fromFields(
    Fields,
    (fields) => ({
      accessToken: fields.access_token,
      refreshToken: fields.refresh_token,
      issuedAt: fields.IssuedUtc,
      expiresAt: expiryOf(fields.IssuedUtc, fields.expires_in),
    }),
    (credential, object) => ({
      ...writeAnswer(credential),
      expires_in: lifetimeOf(credential.issuedAt, endOf(credential)),
      Issued: hasSome(object, 'Issued') ? credential.issuedAt : undefined,
      IssuedUtc: credential.issuedAt,
    }),
  ),
  scopes: scopesOfAnswer,
  recognises: (object) => hasSome(object, 'IssuedUtc'),
  cannotHold: ({ accessTokenLifetimeSeconds }) =>
    accessTokenLifetimeSeconds !== undefined && accessTokenLifetimeSeconds <= READER_MARGIN_SECONDS
      ? 'a provider whose access tokens live for more than 6 minutes'
      : undefined,
} as const satisfies Format
