/**
 * An OAuth credential, whatever format it is stored in.
 *
 * Shape: an absent field is not stored. `expiresAt` is when the access token ends; `refreshBy` is when it is to
 * be refreshed where nobody knows its end, for formats that need some date; `issuedAt` is known only to formats
 * that store it.
 */
export type Credential = {
  readonly clientId?: string | undefined
  readonly clientSecret?: string | undefined
  readonly accessToken?: string | undefined
  readonly refreshToken?: string | undefined
  readonly issuedAt?: Date | undefined
  readonly expiresAt?: Date | undefined
  readonly refreshBy?: Date | undefined
}

/** The part of a credential that a refresh replaces, all of it. */
export type Tokens = {
  readonly accessToken: string | undefined
  readonly refreshToken: string | undefined
  readonly issuedAt: Date | undefined
  readonly expiresAt: Date | undefined
  readonly refreshBy?: Date | undefined
}

/** Whether nothing can be refreshed: an access token stands alone where a refresh token would be needed. */
export const isStatic = (
  { accessToken, refreshToken }: Credential,
  grant: 'refresh_token' | 'client_credentials',
): boolean => grant === 'refresh_token' && accessToken !== undefined && refreshToken === undefined

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
