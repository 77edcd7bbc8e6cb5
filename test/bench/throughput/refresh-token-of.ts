import * as t from 'io-ts'

const Stored = t.union([t.type({ refresh_token: t.string }), t.type({ refreshToken: t.string })])

/** The refresh token of a stored credential, in any of the fleet's formats. */
export const refreshTokenOf = (text: unknown): string | undefined => {
  if (typeof text !== 'string') return undefined
  const stored: unknown = JSON.parse(text)
  if (!Stored.is(stored)) return undefined
  return 'refreshToken' in stored ? stored.refreshToken : stored.refresh_token
}
