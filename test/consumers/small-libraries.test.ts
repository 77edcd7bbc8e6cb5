import { accessTokenIsExpired, getExpiryDateOfAccessToken } from '@twurple/auth'
import { TokenSet } from 'openid-client'
import { AuthorizationCode } from 'simple-oauth2'
import { describe, expect, it } from 'vitest'
import { END, stopClock, WELL_AFTER, WELL_BEFORE } from './clock.ts'
import { refreshedObject } from './refreshed-text.ts'

describe('when simple-oauth2 reads what was written for it', () => {
  const setClock = stopClock()
  const client = new AuthorizationCode({
    client: { id: 'app', secret: 'secret' },
    auth: { tokenHost: 'https://provider.invalid' },
  })
  const load = (expiresAt: string) =>
    client.createToken(
      refreshedObject(
        'simple-oauth2',
        `{"access_token":"old-a","refresh_token":"old-r","expires_in":60,"expires_at":${expiresAt}}`,
      ),
    )

  it('finds the new tokens', () => {
    expect(load('"2026-01-01T00:00:00.000Z"').token).toStrictEqual({
      access_token: 'new-a',
      refresh_token: 'new-r',
      token_type: 'Bearer',
      scope: 'read write',
      expires_in: 172_800,
      expires_at: END,
    })
  })

  it.each(['"2026-01-01T00:00:00.000Z"', 'null', '""'])(
    'judges their end rightly where %s stood',
    (before) => {
      const token = load(before)
      setClock(WELL_BEFORE)
      const early = token.expired()
      setClock(WELL_AFTER)

      expect([early, token.expired()]).toStrictEqual([false, true])
    },
  )
})

describe('when openid-client reads what was written for it', () => {
  const setClock = stopClock()

  it('finds the new tokens, and judges their end rightly', () => {
    const token = new TokenSet(
      refreshedObject(
        'token-set',
        '{"access_token":"old-a","refresh_token":"old-r","expires_at":1}',
      ),
    )
    setClock(WELL_BEFORE)
    const early = token.expired()
    setClock(WELL_AFTER)

    expect([early, token.expired()]).toStrictEqual([false, true])
    expect({ ...token }).toStrictEqual({
      access_token: 'new-a',
      refresh_token: 'new-r',
      token_type: 'Bearer',
      scope: 'read write',
      expires_at: END.getTime() / 1000,
    })
  })

  it('is not led astray by what is written without a tag', () => {
    setClock(WELL_AFTER)
    const text = '{"access_token":"old-a","refresh_token":"old-r","expires_at":1}'

    expect(new TokenSet(refreshedObject('oauth2-response', text)).expired()).toBe(true)
  })
})

describe('when Twurple reads what was written for it', () => {
  const setClock = stopClock()
  const token = refreshedObject(
    'twurple',
    '{"accessToken":"old-a","refreshToken":"old-r","scope":[],"expiresIn":60,"obtainmentTimestamp":1}',
  )

  it('finds the new tokens', () => {
    expect(token).toMatchObject({
      accessToken: 'new-a',
      refreshToken: 'new-r',
      scope: ['read', 'write'],
    })
  })

  it('judges their end rightly, a minute early', () => {
    setClock(WELL_BEFORE)
    const early = accessTokenIsExpired(token)
    setClock(WELL_AFTER)

    expect([early, accessTokenIsExpired(token)]).toStrictEqual([false, true])
    expect(getExpiryDateOfAccessToken(token)).toStrictEqual(new Date(END.getTime() - 60_000))
  })
})
