import { describe, expect, it } from 'vitest'
import { isStatic, trustedExpiry } from '../../lib/credential/credential.ts'

describe('when it is asked whether a credential is static', () => {
  it.each([
    [
      'an access token alone, where refresh tokens are used',
      { accessToken: 'a' },
      'refresh_token',
      true,
    ],
    ['both tokens', { accessToken: 'a', refreshToken: 'r' }, 'refresh_token', false],
    ['a refresh token alone', { refreshToken: 'r' }, 'refresh_token', false],
    ['nothing at all', {}, 'refresh_token', false],
    [
      'an access token alone, where clients ask for themselves',
      { accessToken: 'a' },
      'client_credentials',
      false,
    ],
  ] as const)('judges %s', (_, credential, grant, expected) => {
    expect(isStatic(credential, grant)).toBe(expected)
  })
})

describe('when a stored expiry is judged', () => {
  const now = new Date('2026-03-01T12:00:00Z')
  const later = (seconds: number, from = now) => new Date(from.getTime() + seconds * 1000)

  it('is unknown where none is stored', () => {
    expect(trustedExpiry({}, 3600, now)).toBeUndefined()
  })

  it('trusts any where the lifetime at the provider is not known', () => {
    expect(trustedExpiry({ expiresAt: later(1e9) }, undefined, now)).toStrictEqual(later(1e9))
  })

  it('trusts up to twice the lifetime from the issue', () => {
    const issuedAt = later(-1000)
    const trusted = { issuedAt, expiresAt: later(7200, issuedAt) }

    expect(trustedExpiry(trusted, 3600, now)).toStrictEqual(trusted.expiresAt)
    expect(trustedExpiry({ issuedAt, expiresAt: later(7201, issuedAt) }, 3600, now)).toBeUndefined()
  })

  it('counts from now where the issue is not stored', () => {
    expect(trustedExpiry({ expiresAt: later(7200) }, 3600, now)).toStrictEqual(later(7200))
    expect(trustedExpiry({ expiresAt: later(7201) }, 3600, now)).toBeUndefined()
  })

  it('trusts one that is past', () => {
    expect(trustedExpiry({ expiresAt: later(-1e8) }, 3600, now)).toStrictEqual(later(-1e8))
  })

  it('distrusts milliseconds that were stored as seconds', () => {
    const issuedAt = later(-60)

    expect(
      trustedExpiry({ issuedAt, expiresAt: later(3600 * 1000, issuedAt) }, 3600, now),
    ).toBeUndefined()
  })

  it('distrusts a far expiry whose issue is in the future too', () => {
    const issuedAt = later(1e9)

    expect(trustedExpiry({ issuedAt, expiresAt: later(3600, issuedAt) }, 3600, now)).toBeUndefined()
  })
})
