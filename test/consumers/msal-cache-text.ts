const ACCOUNT = { home_account_id: 'uid.utid', environment: 'login.microsoftonline.com' }

/** A cache as the MSAL libraries write it, with old tokens of the client `app`. */
export const MSAL_CACHE = JSON.stringify({
  AccessToken: {
    'uid.utid-login.microsoftonline.com-accesstoken-app-utid-user.read': {
      ...ACCOUNT,
      credential_type: 'AccessToken',
      client_id: 'app',
      secret: 'old-a',
      realm: 'utid',
      target: 'User.Read',
      token_type: 'Bearer',
      cached_at: '1767225600',
      expires_on: '1767229200',
      extended_expires_on: '1767229200',
      refresh_on: '1767227400',
    },
  },
  RefreshToken: {
    'uid.utid-login.microsoftonline.com-refreshtoken-app--': {
      ...ACCOUNT,
      credential_type: 'RefreshToken',
      client_id: 'app',
      secret: 'old-r',
    },
  },
  IdToken: {},
  Account: {
    'uid.utid-login.microsoftonline.com-utid': {
      ...ACCOUNT,
      realm: 'utid',
      local_account_id: 'uid',
      username: 'ann@example.com',
      authority_type: 'MSSTS',
    },
  },
  AppMetadata: {},
})
