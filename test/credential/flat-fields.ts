import type { Tokens } from '../../lib/credential/credential.ts'

/** How a field is spelt: a lifetime in `seconds`, else a date or a text. */
export type Kind =
  | 'text'
  | 'date'
  | 'date without fraction'
  | 'seconds'
  | 'epoch seconds'
  | 'epoch milliseconds'

/** One field of tokens. Shape: `value` is what a format stores for them, null for "not known", `undefined` for "left". */
type Field = {
  readonly kind: Kind
  readonly value: (tokens: Tokens) => string | number | null | undefined
  /** Whether it is written only where it is stored already. */
  readonly onlyWhereStored?: true
}

const accessToken: Field = { kind: 'text', value: (tokens) => tokens.accessToken ?? null }
const refreshToken: Field = { kind: 'text', value: (tokens) => tokens.refreshToken ?? null }
const lifetime: Field = {
  kind: 'seconds',
  value: ({ issuedAt, expiresAt }) =>
    issuedAt && expiresAt ? (expiresAt.getTime() - issuedAt.getTime()) / 1000 : null,
}
const lifetimeIfStored: Field = {
  kind: 'seconds',
  value: (tokens) => lifetime.value(tokens) ?? undefined,
  onlyWhereStored: true,
}

/** The same, but null where there is no end: a reader would count it from the reading. */
const clearableLifetime: Field = {
  ...lifetimeIfStored,
  value: (tokens) => (tokens.expiresAt === undefined ? null : lifetimeIfStored.value(tokens)),
}

const spell = (kind: Kind, date: Date | undefined): string | number | null => {
  if (date === undefined) return null
  switch (kind) {
    case 'epoch seconds':
      return Math.floor(date.getTime() / 1000)
    case 'epoch milliseconds':
      return date.getTime()
    case 'date without fraction':
      return `${date.toISOString().slice(0, 19)}Z`
    default:
      return date.toISOString()
  }
}
const end = (kind: Kind): Field => ({ kind, value: ({ expiresAt }) => spell(kind, expiresAt) })
const issue = (kind: Kind): Field => ({ kind, value: ({ issuedAt }) => spell(kind, issuedAt) })

const snake = { access_token: accessToken, refresh_token: refreshToken }
const camel = { accessToken, refreshToken }

/** The fields that flat formats store for tokens, told independently of their codecs. */
export const FLAT_FIELDS = {
  smartsheets: { ...snake, token_expiry_date: end('date') },
  retently: { ...snake, token_expiry_date: end('date') },
  credentials: { ...snake, issued_at: issue('date'), expires_in: lifetime },
  'credentials-camel-case': { ...camel, issuedAt: issue('date'), expiresIn: lifetime },
  authlib: { ...snake, expires_in: clearableLifetime, expires_at: end('epoch seconds') },
  'requests-oauthlib': {
    ...snake,
    expires_in: { ...lifetime, value: lifetimeIfStored.value },
    expires_at: end('epoch seconds'),
  },
  'token-set': { ...snake, expires_at: end('epoch seconds') },
  'simple-oauth2': { ...snake, expires_in: lifetimeIfStored, expires_at: end('date') },
  'authjs-account': { ...snake, expires_at: end('epoch seconds') },
  nango: { ...snake, expires_at: end('date') },
  'league-oauth2-client': { ...snake, expires: end('epoch seconds') },
  'go-oauth2': { ...snake, expiry: end('date'), expires_in: clearableLifetime },
  'google-authorized-user': {
    token: accessToken,
    refresh_token: refreshToken,
    expiry: end('date without fraction'),
  },
  'google-auth-library': { ...snake, expiry_date: end('epoch milliseconds') },
  'google-api-dotnet': { ...snake, IssuedUtc: issue('date'), expires_in: lifetime },
  'shopify-session': { ...camel, expires: end('epoch milliseconds') },
  twurple: { ...camel, obtainmentTimestamp: issue('epoch milliseconds'), expiresIn: lifetime },
  'intuit-oauth': { ...snake, createdAt: issue('epoch milliseconds'), expires_in: lifetime },
} satisfies Readonly<Record<string, Readonly<Record<string, Field>>>>

/** A format whose tokens stand at the top. */
export type FlatFormatId = keyof typeof FLAT_FIELDS

/** The fields of a flat format by their names. */
export const flatFields = (id: FlatFormatId): Readonly<Record<string, Field>> => FLAT_FIELDS[id]

/** The values that a format stores for tokens in a text that holds these keys; what is left is left out. */
export const expectedFields = (
  id: FlatFormatId,
  tokens: Tokens,
  present: ReadonlySet<string>,
): Readonly<Record<string, string | number | null>> =>
  Object.fromEntries(
    Object.entries(flatFields(id)).flatMap(([key, { value, onlyWhereStored }]) => {
      const stored = value(tokens)
      return stored === undefined || (onlyWhereStored && !present.has(key)) ? [] : [[key, stored]]
    }),
  )
