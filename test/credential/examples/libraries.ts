import { EXPIRES, type Example, ISSUED } from './example.ts'

const TOKENS = { accessToken: 'old-a', refreshToken: 'old-r' }

/** Flat objects whose date has a name that tells the library. */
export const LIBRARIES: readonly Example[] = [
  {
    id: 'go-oauth2',
    text: '{"access_token":"old-a","token_type":"Bearer","refresh_token":"old-r","expiry":"2026-02-28T11:00:00.000000000+01:00","x":1.0}',
    credential: { ...TOKENS, issuedAt: undefined, expiresAt: EXPIRES },
    refreshed:
      '{"access_token":"new-a","token_type":"Bearer","refresh_token":"new-r","expiry":"2026-03-01T13:00:00.500Z","x":1.0}',
  },
  {
    id: 'google-authorized-user',
    text: '{"token": "old-a", "refresh_token": "old-r", "token_uri": "https://oauth2.googleapis.com/token", "client_id": "app", "client_secret": "keep", "scopes": ["openid"], "universe_domain": "googleapis.com", "account": "", "expiry": "2026-02-28T10:00:00.000000Z"}',
    credential: { ...TOKENS, clientId: 'app', clientSecret: 'keep', expiresAt: EXPIRES },
    refreshed:
      '{"token": "new-a", "refresh_token": "new-r", "token_uri": "https://oauth2.googleapis.com/token", "client_id": "app", "client_secret": "keep", "scopes": ["read","write"], "universe_domain": "googleapis.com", "account": "", "expiry": "2026-03-01T13:00:00Z"}',
  },
  {
    id: 'google-auth-library',
    text: '{"access_token":"old-a","refresh_token":"old-r","scope":"openid","token_type":"Bearer","id_token":"old-i","expiry_date":1772272800000}',
    credential: { ...TOKENS, issuedAt: undefined, expiresAt: EXPIRES },
    refreshed:
      '{"access_token":"new-a","refresh_token":"new-r","scope":"read write","token_type":"Bearer","id_token":"new-i","expiry_date":1772370000500}',
  },
  {
    id: 'google-api-dotnet',
    text: '{"access_token":"old-a","token_type":"Bearer","expires_in":3600,"refresh_token":"old-r","scope":"openid","id_token":null,"Issued":"2026-02-28T10:00:00.0000000+01:00","IssuedUtc":"2026-02-28T09:00:00.0000000Z"}',
    credential: { ...TOKENS, issuedAt: ISSUED, expiresAt: EXPIRES },
    refreshed:
      '{"access_token":"new-a","token_type":"Bearer","expires_in":3600,"refresh_token":"new-r","scope":"read write","id_token":"new-i","Issued":"2026-03-01T12:00:00.500Z","IssuedUtc":"2026-03-01T12:00:00.500Z"}',
  },
  {
    id: 'spring-security',
    text: '{"client_registration_id":"acme","principal_name":"ann","access_token_type":"Bearer","access_token_value":"old-a","access_token_issued_at":"2026-02-28 09:00:00","access_token_expires_at":"2026-02-28 10:00:00.0","access_token_scopes":"read,offline","refresh_token_value":"old-r","refresh_token_issued_at":"2026-02-01T00:00:00Z","created_at":"2026-02-01 00:00:00"}',
    credential: { ...TOKENS, issuedAt: ISSUED, expiresAt: EXPIRES },
    refreshed:
      '{"client_registration_id":"acme","principal_name":"ann","access_token_type":"Bearer","access_token_value":"new-a","access_token_issued_at":"2026-03-01T12:00:00.500Z","access_token_expires_at":"2026-03-01T13:00:00.500Z","access_token_scopes":"read,write","refresh_token_value":"new-r","refresh_token_issued_at":"2026-03-01T12:00:00.500Z","created_at":"2026-02-01 00:00:00"}',
  },
  {
    id: 'shopify-session',
    text: '{"id":"offline_a.myshopify.com","shop":"a.myshopify.com","state":"1","isOnline":false,"scope":"read_orders","accessToken":"old-a","expires":1772272800000,"refreshToken":"old-r","refreshTokenExpires":1775000000000}',
    credential: {
      ...TOKENS,
      expiresAt: EXPIRES,
      refreshTokenExpiresAt: new Date(1775000000000),
    },
    refreshed:
      '{"id":"offline_a.myshopify.com","shop":"a.myshopify.com","state":"1","isOnline":false,"scope":"read write","accessToken":"new-a","expires":1772370000500,"refreshToken":"new-r","refreshTokenExpires":1780272000000}',
  },
  {
    id: 'twurple',
    text: '{"accessToken":"old-a","refreshToken":"old-r","scope":["chat:read"],"expiresIn":3600,"obtainmentTimestamp":1772269200000,"userId":"1"}',
    credential: { ...TOKENS, issuedAt: ISSUED, expiresAt: EXPIRES },
    refreshed:
      '{"accessToken":"new-a","refreshToken":"new-r","scope":["read","write"],"expiresIn":3600,"obtainmentTimestamp":1772366400500,"userId":"1"}',
  },
  {
    id: 'intuit-oauth',
    text: '{"token_type":"bearer","access_token":"old-a","expires_in":3600,"refresh_token":"old-r","x_refresh_token_expires_in":86400,"x_refresh_token_hard_expires_in":0,"realmId":"9","id_token":"","createdAt":1772269200000}',
    credential: {
      ...TOKENS,
      issuedAt: ISSUED,
      expiresAt: EXPIRES,
      refreshTokenExpiresAt: new Date('2026-03-01T09:00:00Z'),
    },
    refreshed:
      '{"token_type":"Bearer","access_token":"new-a","expires_in":3600,"refresh_token":"new-r","x_refresh_token_expires_in":7905600,"x_refresh_token_hard_expires_in":0,"realmId":"9","id_token":"new-i","createdAt":1772366400500}',
  },
]
