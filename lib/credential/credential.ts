import type { Grant } from './grant.ts'

/**
 * An OAuth credential, whatever format it is stored in.
 *
 * Shape: an absent field is not stored. `expiresAt` is when the access token ends; `refreshBy` is when it is to
 * be refreshed where nobody knows its end, for formats that need some date; `issuedAt` is known only to formats
 * that store it. What a refresh only passes on (`Tokens`) is not read.
 */
export type Credential = {
  readonly clientId?: string | undefined
  readonly clientSecret?: string | undefined
  readonly accessToken?: string | undefined
  readonly refreshToken?: string | undefined
  readonly issuedAt?: Date | undefined
  readonly expiresAt?: Date | undefined
  readonly refreshBy?: Date | undefined
  readonly refreshTokenExpiresAt?: Date | undefined
}

/**
 * The part of a credential that a refresh replaces, all of it.
 *
 * Shape: `refreshTokenExpiresAt` is when the refresh token ends, as far as the provider says; absent, it is what is
 * stored as long as the refresh token is the stored one. `tokenType`, `scope` (scopes with a space between them) and
 * `idToken` are what the answer said; absent, what is stored stays.
 */
export type Tokens = {
  readonly accessToken: string | undefined
  readonly refreshToken: string | undefined
  readonly issuedAt: Date | undefined
  readonly expiresAt: Date | undefined
  readonly refreshBy?: Date | undefined
  readonly refreshTokenExpiresAt?: Date | undefined
  readonly tokenType?: string | undefined
  readonly scope?: string | undefined
  readonly idToken?: string | undefined
}

/** The stored token that a refresh exchanges for a new one; the client's own grants exchange none. */
export const grantToken = (
  { accessToken, refreshToken }: Pick<Credential, 'accessToken' | 'refreshToken'>,
  grant: Grant = 'refresh_token',
): string | undefined => {
  switch (grant) {
    case 'refresh_token':
      return refreshToken
    case 'access_token':
      return accessToken
    case 'client_credentials':
    case 'jwt_bearer':
    case 'none':
      return undefined
  }
}

/** Whether nothing can be refreshed: the provider's tokens do not end, or an access token stands alone where a refresh token would be needed. */
export const isStatic = ({ accessToken, refreshToken }: Credential, grant: Grant): boolean =>
  grant === 'none' ||
  (grant === 'refresh_token' && accessToken !== undefined && refreshToken === undefined)

/**
 * When the stored access token ends, or `undefined` where the text does not say or cannot be trusted.
 *
 * A stored lifetime above twice the provider's is distrusted: some tools store milliseconds as seconds.
 */
export const trustedExpiry = (
  { issuedAt, expiresAt }: Credential,
  providerLifetimeSeconds: number | undefined,
  now: Date,
): Date | undefined => {
  if (expiresAt === undefined || providerLifetimeSeconds === undefined) return expiresAt
  // an issue in the future would hide how far away the expiry is
  const from = Math.min((issuedAt ?? now).getTime(), now.getTime())
  const storedSeconds = (expiresAt.getTime() - from) / 1000
  return storedSeconds > 2 * providerLifetimeSeconds ? undefined : expiresAt
}
