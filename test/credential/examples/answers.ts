import { EXPIRES, type Example, ISSUED } from './example.ts'

const TOKENS = { accessToken: 'old-a', refreshToken: 'old-r' }

/** Token endpoints' answers with a date called `expires_at`. */
export const ANSWERS: readonly Example[] = [
  {
    id: 'oauth2-response',
    text: '{"access_token":"old-a","token_type":"bearer","expires_in":3600,"refresh_token":"old-r","scope":"read","expires_at":1772272800,"account":12345678901234567890}',
    credential: { ...TOKENS, issuedAt: ISSUED, expiresAt: EXPIRES },
    refreshed:
      '{"access_token":"new-a","token_type":"Bearer","expires_in":3600,"refresh_token":"new-r","scope":"read write","expires_at":1772370000,"account":12345678901234567890,"id_token":"new-i"}',
  },
  {
    id: 'authlib',
    text: '{"access_token": "old-a", "token_type": "Bearer", "expires_in": "3600", "refresh_token": "old-r", "expires_at": "1772272800", "ratio": 1.0}',
    credential: { ...TOKENS, issuedAt: ISSUED, expiresAt: EXPIRES },
    refreshed:
      '{"access_token": "new-a", "token_type": "Bearer", "expires_in": 3600, "refresh_token": "new-r", "expires_at": 1772370000, "ratio": 1.0,"scope": "read write","id_token": "new-i"}',
    looksLike: 'oauth2-response',
  },
  {
    id: 'requests-oauthlib',
    text: '{"access_token": "old-a", "expires_in": 3600, "token_type": "Bearer", "scope": ["read", "offline"], "refresh_token": "old-r", "expires_at": 1772272800.25, "user": 1e3}',
    credential: {
      ...TOKENS,
      issuedAt: new Date('2026-02-28T09:00:00.250Z'),
      expiresAt: new Date('2026-02-28T10:00:00.250Z'),
    },
    refreshed:
      '{"access_token": "new-a", "expires_in": 3600, "token_type": "Bearer", "scope": ["read","write"], "refresh_token": "new-r", "expires_at": 1772370000, "user": 1e3,"id_token": "new-i"}',
  },
  {
    id: 'token-set',
    text: '{\n  "id_token": "old-i",\n  "access_token": "old-a",\n  "expires_at": 1772272800,\n  "token_type": "Bearer",\n  "refresh_token": "old-r",\n  "scope": "accounting offline_access",\n  "session_state": "x"\n}',
    credential: { ...TOKENS, issuedAt: undefined, expiresAt: EXPIRES },
    refreshed:
      '{\n  "id_token": "new-i",\n  "access_token": "new-a",\n  "expires_at": 1772370000,\n  "token_type": "Bearer",\n  "refresh_token": "new-r",\n  "scope": "read write",\n  "session_state": "x"\n}',
    looksLike: 'oauth2-response',
  },
  {
    id: 'simple-oauth2',
    text: '{"access_token":"old-a","refresh_token":"old-r","token_type":"bearer","expires_in":3600,"scope":"read","expires_at":"2026-02-28T10:00:00.000Z","created":1.50}',
    credential: { ...TOKENS, issuedAt: ISSUED, expiresAt: EXPIRES },
    refreshed:
      '{"access_token":"new-a","refresh_token":"new-r","token_type":"Bearer","expires_in":3600,"scope":"read write","expires_at":"2026-03-01T13:00:00.500Z","created":1.50,"id_token":"new-i"}',
  },
  {
    id: 'authjs-account',
    text: '{"provider":"google","providerAccountId":"1","type":"oauth","userId":"u","access_token":"old-a","refresh_token":"old-r","expires_at":1772272800,"token_type":"bearer","scope":"openid","id_token":"old-i","session_state":null}',
    credential: { ...TOKENS, issuedAt: undefined, expiresAt: EXPIRES },
    refreshed:
      '{"provider":"google","providerAccountId":"1","type":"oauth","userId":"u","access_token":"new-a","refresh_token":"new-r","expires_at":1772370000,"token_type":"Bearer","scope":"read write","id_token":"new-i","session_state":null}',
  },
  {
    id: 'nango',
    text: '{"type":"OAUTH2","access_token":"old-a","refresh_token":"old-r","expires_at":"2026-02-28T10:00:00.000Z","raw":{"access_token":"raw-a","expires_in":3600.0},"config_override":{"client_id":"app","client_secret":"keep"}}',
    credential: { ...TOKENS, clientId: 'app', clientSecret: 'keep', expiresAt: EXPIRES },
    refreshed:
      '{"type":"OAUTH2","access_token":"new-a","refresh_token":"new-r","expires_at":"2026-03-01T13:00:00.500Z","raw":{"access_token":"raw-a","expires_in":3600.0},"config_override":{"client_id":"app","client_secret":"keep"}}',
  },
  {
    id: 'league-oauth2-client',
    text: '{"token_type":"bearer","scope":"read","access_token":"old-a","refresh_token":"old-r","expires":1772272800,"resource_owner_id":"7"}',
    credential: { ...TOKENS, expiresAt: EXPIRES },
    refreshed:
      '{"token_type":"Bearer","scope":"read write","access_token":"new-a","refresh_token":"new-r","expires":1772370000,"resource_owner_id":"7"}',
  },
]
