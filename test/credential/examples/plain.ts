import { EXPIRES, type Example, ISSUED } from './example.ts'

const TOKENS = { accessToken: 'old-a', refreshToken: 'old-r' }
const CLIENT = { clientId: 'app', clientSecret: 'keep' }

/** The formats that any object may be in. */
export const PLAIN: readonly Example[] = [
  {
    id: 'smartsheets',
    text: '{"access_token": "old-a", "client_id": "app", "client_secret": "keep", "refresh_token": "old-r", "token_expiry_date": "2026-02-28T10:00:00Z"}',
    credential: { ...CLIENT, ...TOKENS, expiresAt: EXPIRES },
    refreshed:
      '{"access_token": "new-a", "client_id": "app", "client_secret": "keep", "refresh_token": "new-r", "token_expiry_date": "2026-03-01T13:00:00.500Z"}',
  },
  {
    id: 'retently',
    text: '{"client_id":"app","client_secret":"keep","refresh_token":"old-r"}',
    credential: { ...CLIENT, accessToken: undefined, refreshToken: 'old-r', expiresAt: undefined },
    refreshed:
      '{"client_id":"app","client_secret":"keep","refresh_token":"new-r","access_token":"new-a","token_expiry_date":"2026-03-01T13:00:00.500Z"}',
  },
  {
    id: 'credentials',
    text: '{"refresh_token":"old-r","access_token":"old-a","issued_at":"2026-02-28T09:00:00Z","expires_in":3600}',
    credential: { ...TOKENS, issuedAt: ISSUED, expiresAt: EXPIRES },
    refreshed:
      '{"refresh_token":"new-r","access_token":"new-a","issued_at":"2026-03-01T12:00:00.500Z","expires_in":3600}',
  },
  {
    id: 'credentials-camel-case',
    text: '{"refreshToken":"old-r","accessToken":"old-a","issuedAt":"2026-02-28T09:00:00Z","expiresIn":3600}',
    credential: { ...TOKENS, issuedAt: ISSUED, expiresAt: EXPIRES },
    refreshed:
      '{"refreshToken":"new-r","accessToken":"new-a","issuedAt":"2026-03-01T12:00:00.500Z","expiresIn":3600}',
  },
]
