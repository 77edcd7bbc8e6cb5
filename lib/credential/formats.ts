import type * as t from 'io-ts'
import { oneOf } from '../codec/one-of.ts'
import type { Format, StoredObject } from './format.ts'
import { adobeIms } from './formats/adobe-ims.ts'
import { airbyte } from './formats/airbyte.ts'
import { apideckImport } from './formats/apideck-import.ts'
import { authjsAccount } from './formats/authjs-account.ts'
import { authlib } from './formats/authlib.ts'
import { credentials } from './formats/credentials.ts'
import { credentialsCamelCase } from './formats/credentials-camel-case.ts'
import { goOauth2 } from './formats/go-oauth2.ts'
import { googleApiDotnet } from './formats/google-api-dotnet.ts'
import { googleAuthLibrary } from './formats/google-auth-library.ts'
import { googleAuthorizedUser } from './formats/google-authorized-user.ts'
import { intuitOauth } from './formats/intuit-oauth.ts'
import { leagueOauth2Client } from './formats/league-oauth2-client.ts'
import { msalCache } from './formats/msal-cache.ts'
import { nango } from './formats/nango.ts'
import { oauth2Response } from './formats/oauth2-response.ts'
import { requestsOauthlib } from './formats/requests-oauthlib.ts'
import { retently } from './formats/retently.ts'
import { shopifySession } from './formats/shopify-session.ts'
import { simpleOauth2 } from './formats/simple-oauth2.ts'
import { slackInstallation } from './formats/slack-installation.ts'
import { smartsheets } from './formats/smartsheets.ts'
import { springSecurity } from './formats/spring-security.ts'
import { tokenSet } from './formats/token-set.ts'
import { twurple } from './formats/twurple.ts'
import { hasSome } from './stored-object.ts'

/** The formats that any object may be in, the ones with the most telling keys first. */
const plainFormats = [credentialsCamelCase, credentials, smartsheets, retently] as const

/** Every storage format, in the order in which they are tried. */
export const formats = [
  // objects in objects, and keys that nobody else has
  msalCache,
  airbyte,
  apideckImport,
  slackInstallation,
  adobeIms,
  springSecurity,
  shopifySession,
  twurple,
  intuitOauth,
  googleApiDotnet,
  authjsAccount,
  nango,
  // what they call their date, or the token's address
  googleAuthLibrary,
  goOauth2,
  googleAuthorizedUser,
  leagueOauth2Client,
  // an answer with `expires_at`: text, or scopes as a list, else a number of seconds
  simpleOauth2,
  requestsOauthlib,
  oauth2Response,
  authlib,
  tokenSet,
  ...plainFormats,
] as const

/** The name of a storage format, as the tag `token-rotation:format` and provider definitions give it. */
export const FormatId = oneOf(formats.map(({ id }) => id).toSorted())
export type FormatId = t.TypeOf<typeof FormatId>

/** The format of an id. */
export const formatOf = (id: FormatId): Format =>
  formats.find((format) => format.id === id) ?? credentials

/**
 * Tells the format of a stored object: by its tag, then by its keys, then as the provider's default says.
 *
 * Formats that share their telling keys are told apart by the provider's default: `authlib` and `token-set` look like
 * `oauth2-response`, which is taken without a hint. An object with `issued_at`, `issuedAt` or `token_expiry_date` at
 * its top is one of the plain formats, whatever else it holds. Without any hint the format is `credentials`.
 */
export const recogniseFormat = (
  object: StoredObject,
  tagged: FormatId | undefined,
  providerDefault: FormatId | undefined,
): Format => {
  if (tagged !== undefined) return formatOf(tagged)
  const isPlain = hasSome(object, 'issued_at', 'issuedAt', 'token_expiry_date')
  const candidates = (isPlain ? plainFormats : formats).filter(({ recognises }) =>
    recognises(object),
  )
  const preferred = candidates.find((format) => format.id === providerDefault) ?? candidates[0]
  return preferred ?? formatOf(providerDefault ?? 'credentials')
}
