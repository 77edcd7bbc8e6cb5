import { EXPIRES, type Example, ISSUED } from './example.ts'

const TOKENS = { accessToken: 'old-a', refreshToken: 'old-r' }
const CLIENT = { clientId: 'app', clientSecret: 'keep' }

/** Objects in objects. */
export const NESTED: readonly Example[] = [
  {
    id: 'airbyte',
    text: `{
  "spreadsheet_id": 12345678901234567890,
  "credentials": {
    "auth_type": "oauth2.0",
    "client_id": "app", "client_secret": "keep",
    "refresh_token": "old-r",
    "access_token": "old-a",
    "token_expiry_date": "2026-02-28T10:00:00+00:00"
  }
}
`,
    credential: { ...CLIENT, ...TOKENS, expiresAt: EXPIRES },
    refreshed: `{
  "spreadsheet_id": 12345678901234567890,
  "credentials": {
    "auth_type": "oauth2.0",
    "client_id": "app", "client_secret": "keep",
    "refresh_token": "new-r",
    "access_token": "new-a",
    "token_expiry_date": "2026-03-01T13:00:00.500Z"
  }
}
`,
  },
  {
    // source-retently keeps no access token; rotation adds it
    id: 'airbyte',
    text: '{"credentials": {"auth_type": "Client", "client_id": "app", "client_secret": "keep", "refresh_token": "old-r"}, "x": 1.0}',
    credential: { ...CLIENT, accessToken: undefined, refreshToken: 'old-r', expiresAt: undefined },
    refreshed:
      '{"credentials": {"auth_type": "Client", "client_id": "app", "client_secret": "keep", "refresh_token": "new-r","access_token": "new-a","token_expiry_date": "2026-03-01T13:00:00.500Z"}, "x": 1.0}',
  },
  {
    id: 'apideck-import',
    text: '{"credentials":{"refresh_token":"old-r","access_token":"old-a","issued_at":"2026-02-28T09:00:00Z","expires_in":3600},"settings":{"instance_url":"https://a"},"metadata":null}',
    credential: { ...TOKENS, issuedAt: ISSUED, expiresAt: EXPIRES },
    refreshed:
      '{"credentials":{"refresh_token":"new-r","access_token":"new-a","issued_at":"2026-03-01T12:00:00.500Z","expires_in":3600},"settings":{"instance_url":"https://a"},"metadata":null}',
  },
  {
    id: 'slack-installation',
    text: '{"team":{"id":"T"},"bot":{"scopes":["chat:write"],"token":"old-a","userId":"U","id":"B","refreshToken":"old-r","expiresAt":1772272800},"user":{"id":"U2","token":"xoxp"},"tokenType":"bot"}',
    credential: { ...TOKENS, expiresAt: EXPIRES },
    refreshed:
      '{"team":{"id":"T"},"bot":{"scopes":["read","write"],"token":"new-a","userId":"U","id":"B","refreshToken":"new-r","expiresAt":1772370000},"user":{"id":"U2","token":"xoxp"},"tokenType":"bot"}',
  },
  {
    id: 'slack-installation',
    text: '{"bot":{"token":"xoxb"},"user":{"token":"old-a","refreshToken":"old-r","expiresAt":1772272800,"scopes":[]}}',
    credential: { ...TOKENS, expiresAt: EXPIRES },
    refreshed:
      '{"bot":{"token":"xoxb"},"user":{"token":"new-a","refreshToken":"new-r","expiresAt":1772370000,"scopes":["read","write"]}}',
  },
  {
    id: 'adobe-ims',
    text: '{"client_id":"app","client_secret":"keep","scope":"openid","access_token":{"token":"old-a","expiry":1772272800000},"refresh_token":{"token":"old-r","expiry":1773479600000}}',
    credential: {
      ...CLIENT,
      ...TOKENS,
      expiresAt: EXPIRES,
      refreshTokenExpiresAt: new Date(1773479600000),
    },
    refreshed:
      '{"client_id":"app","client_secret":"keep","scope":"openid","access_token":{"token":"new-a","expiry":1772370000500},"refresh_token":{"token":"new-r","expiry":1780272000000}}',
  },
  {
    id: 'msal-cache',
    text: `{
  "AccessToken": {
    "u.t-login.microsoftonline.com-accesstoken-app-t-user.read": {
      "credential_type": "AccessToken", "secret": "old-a", "home_account_id": "u.t", "target": "User.Read",
      "cached_at": "1772269200", "expires_on": "1772272800", "extended_expires_on": "1772272800", "refresh_on": "1772271000"
    }
  },
  "Account": { "u.t-login.microsoftonline.com-t": { "home_account_id": "u.t", "realm": "t" } },
  "IdToken": { "u.t-login.microsoftonline.com-idtoken-app-t-": { "secret": "old-i" } },
  "RefreshToken": {
    "u.t-login.microsoftonline.com-refreshtoken-app--user.read": {
      "secret": "old-r", "client_id": "app", "last_modification_time": "1772269200"
    }
  },
  "AppMetadata": {}
}`,
    credential: { clientId: 'app', ...TOKENS, issuedAt: ISSUED, expiresAt: EXPIRES },
    refreshed: `{
  "AccessToken": {
    "u.t-login.microsoftonline.com-accesstoken-app-t-user.read": {
      "credential_type": "AccessToken", "secret": "new-a", "home_account_id": "u.t", "target": "User.Read",
      "cached_at": "1772366400", "expires_on": "1772370000", "extended_expires_on": "1772370000", "refresh_on": "1772370000",
      "token_type": "Bearer"
    }
  },
  "Account": { "u.t-login.microsoftonline.com-t": { "home_account_id": "u.t", "realm": "t" } },
  "IdToken": { "u.t-login.microsoftonline.com-idtoken-app-t-": { "secret": "new-i" } },
  "RefreshToken": {
    "u.t-login.microsoftonline.com-refreshtoken-app--user.read": {
      "secret": "new-r", "client_id": "app", "last_modification_time": "1772366400"
    }
  },
  "AppMetadata": {}
}`,
  },
]
