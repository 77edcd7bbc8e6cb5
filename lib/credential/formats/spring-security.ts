import * as t from 'io-ts'
import { DateTime } from '../../codec/date-time.ts'
import { sendable } from '../../codec/sendable.ts'
import { type Format, fromFields } from '../format.ts'
import { endOf } from '../issue.ts'
import { kept, stored, written } from '../stored.ts'
import { fieldsOf, hasSome } from '../stored-object.ts'

const Fields = fieldsOf({
  access_token_type: written(t.string),
  access_token_value: stored(t.string),
  access_token_issued_at: kept(DateTime),
  access_token_expires_at: stored(DateTime),
  access_token_scopes: written(t.string),
  refresh_token_value: stored(sendable(t.string)),
  refresh_token_issued_at: kept(DateTime),
})

/**
 * A row of Spring Security's table `oauth2_authorized_client`, by the names of its columns.
 *
 * Shape: `{client_registration_id, principal_name, access_token_type, access_token_value, access_token_issued_at,
 * access_token_expires_at, access_token_scopes, refresh_token_value, refresh_token_issued_at, created_at}`; dates are
 * date-times, scopes have a comma between them. Neither of the access token's dates may be null.
 * Source: https://github.com/spring-projects/spring-security/blob/d449950/oauth2/oauth2-client/src/main/resources/org/springframework/security/oauth2/client/oauth2-client-schema.sql
 */
export const springSecurity = {
  id: 'spring-security',
  ...fromFields(
    Fields,
    (fields) => ({
      accessToken: fields.access_token_value,
      refreshToken: fields.refresh_token_value,
      issuedAt: fields.access_token_issued_at,
      expiresAt: fields.access_token_expires_at,
    }),
    (credential, object) => ({
      access_token_type: credential.tokenType,
      access_token_value: credential.accessToken,
      access_token_issued_at: credential.issuedAt,
      access_token_expires_at: endOf(credential),
      access_token_scopes: credential.scope?.split(' ').join(','),
      refresh_token_value: credential.refreshToken,
      refresh_token_issued_at:
        object.refresh_token_value === credential.refreshToken ? undefined : credential.issuedAt,
    }),
  ),
  scopes: ({ access_token_scopes }) => access_token_scopes,
  recognises: (object) => hasSome(object, 'access_token_value', 'refresh_token_value'),
} as const satisfies Format
