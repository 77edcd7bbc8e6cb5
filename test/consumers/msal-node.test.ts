import { ConfidentialClientApplication, type INetworkModule } from '@azure/msal-node'
import { describe, expect, it } from 'vitest'
import { stopClock, WELL_AFTER, WELL_BEFORE } from './clock.ts'
import { MSAL_CACHE } from './msal-cache-text.ts'
import { refreshedText } from './refreshed-text.ts'

const AUTHORITY = 'https://login.microsoftonline.com/utid'

/** MSAL with a network that notes what it was asked and refuses, and with what it would ask a network for first. */
const msal = () => {
  const asked: string[] = []
  const refuse: INetworkModule['sendPostRequestAsync'] = async <T>(
    _: string,
    options?: { readonly body?: string },
  ) => {
    asked.push(options?.body ?? '')
    return { status: 400, headers: {}, body: { error: 'invalid_grant' } as T }
  }
  const client = new ConfidentialClientApplication({
    auth: {
      clientId: 'app',
      clientSecret: 'secret',
      authority: AUTHORITY,
      knownAuthorities: ['login.microsoftonline.com'],
      authorityMetadata: JSON.stringify({
        issuer: `${AUTHORITY}/v2.0`,
        authorization_endpoint: `${AUTHORITY}/oauth2/v2.0/authorize`,
        token_endpoint: `${AUTHORITY}/oauth2/v2.0/token`,
        jwks_uri: `${AUTHORITY}/discovery/v2.0/keys`,
      }),
    },
    system: { networkClient: { sendGetRequestAsync: refuse, sendPostRequestAsync: refuse } },
  })
  return { client, asked }
}

const acquire = async ({ client }: ReturnType<typeof msal>) => {
  const cache = client.getTokenCache()
  cache.deserialize(refreshedText('msal-cache', MSAL_CACHE))
  const [account] = await cache.getAllAccounts()
  if (account === undefined) throw new Error('MSAL finds no account in the cache')
  return client.acquireTokenSilent({ account, scopes: ['User.Read'] })
}

describe('when MSAL for Node.js reads what was written for it', () => {
  const setClock = stopClock()

  it('uses the new access token before its end, and asks for nothing', async () => {
    setClock(WELL_BEFORE)
    const app = msal()

    expect((await acquire(app)).accessToken).toBe('new-a')
    expect(app.asked).toStrictEqual([])
  })

  it('would send the new refresh token after it', async () => {
    setClock(WELL_AFTER)
    const app = msal()

    await expect(acquire(app)).rejects.toThrow('invalid_grant')
    expect(app.asked.map((body) => new URLSearchParams(body).get('refresh_token'))).toStrictEqual([
      'new-r',
    ])
  })
})
