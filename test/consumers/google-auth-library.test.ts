import { OAuth2Client } from 'google-auth-library'
import { describe, expect, it } from 'vitest'
import { stopClock, WELL_AFTER, WELL_BEFORE } from './clock.ts'
import { refreshedObject } from './refreshed-text.ts'

/** Google's client with a network that notes what it was asked and refuses. */
const googleClient = () => {
  const asked: string[] = []
  const client = new OAuth2Client({
    clientId: 'app',
    clientSecret: 'secret',
    transporterOptions: {
      fetchImplementation: async (_: unknown, init?: RequestInit) => {
        asked.push(String(init?.body))
        return Response.json({ error: 'invalid_grant' }, { status: 400 })
      },
    },
  })
  return { client, asked }
}

describe.each([
  ['a date', '1767225600000'],
  ['null', 'null'],
])('when Google’s library reads what was written for it in place of %s', (_, before) => {
  const setClock = stopClock()
  const credentials = refreshedObject(
    'google-auth-library',
    `{"access_token":"old-a","refresh_token":"old-r","expiry_date":${before}}`,
  )

  it('uses the new access token before its end', async () => {
    setClock(WELL_BEFORE)
    const { client, asked } = googleClient()
    client.setCredentials(credentials)

    expect((await client.getAccessToken()).token).toBe('new-a')
    expect(asked).toStrictEqual([])
  })

  it('would send the new refresh token after it', async () => {
    setClock(WELL_AFTER)
    const { client, asked } = googleClient()
    client.setCredentials(credentials)

    await expect(client.getAccessToken()).rejects.toThrow('invalid_grant')
    expect(asked.map((body) => new URLSearchParams(body).get('refresh_token'))).toStrictEqual([
      'new-r',
    ])
  })
})
