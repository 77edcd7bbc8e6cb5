import type { IssuedTokens } from '../../lib/local/authorization/authorization-server.ts'
import type { SampleProvider } from '../../lib/local/sample-providers.ts'

/** How a person stores a credential of a provider of the demo: in its own format, due, with a field of their own. */
export const credentialText = (
  { id, client }: SampleProvider,
  { accessToken, refreshToken }: IssuedTokens,
  now: Date,
  note: string,
): string => {
  const hourAgo = new Date(now.getTime() - 3_600_000).toISOString()
  const own = { client_id: client.clientId, client_secret: client.clientSecret }
  const fields = {
    smartsheet: {
      ...own,
      access_token: accessToken,
      refresh_token: refreshToken,
      token_expiry_date: hourAgo,
    },
    retently: { ...own, refresh_token: refreshToken },
    'acme-crm': {
      access_token: accessToken,
      refresh_token: refreshToken,
      issued_at: hourAgo,
      expires_in: 600,
    },
  }[id] ?? { accessToken, refreshToken, issuedAt: hourAgo, expiresIn: null }
  return `${JSON.stringify({ ...fields, note }, null, 1)}\n`
}

const NOTE = /"note":\s*"([^"]*)"/

/** The field that a person keeps in a credential's text; no function may touch it. */
export const noteIn = (text: string): string | undefined => NOTE.exec(text)?.[1]

/** The text with another note. */
export const withNote = (text: string, note: string): string =>
  text.replace(NOTE, `"note": "${note}"`)
