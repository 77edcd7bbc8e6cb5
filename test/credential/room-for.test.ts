import { describe, expect, it } from 'vitest'
import { formatOf, formats } from '../../lib/credential/formats.ts'
import { roomFor } from '../../lib/credential/room-for.ts'

describe('when it is asked whether a format can hold what a provider answers', () => {
  it.each([
    [
      'google-authorized-user',
      { grant: 'client_credentials' },
      'a provider that answers with a refresh token, since its format is google-authorized-user',
    ],
    [
      'google-authorized-user',
      { grant: 'jwt_bearer' },
      'a provider that answers with a refresh token, since its format is google-authorized-user',
    ],
    [
      'nango',
      { grant: 'client_credentials' },
      'another grant than client_credentials, whose shape differs, since its format is nango',
    ],
    [
      'adobe-ims',
      { grant: 'refresh_token', accessTokenLifetimeSeconds: 600 },
      'a provider whose access tokens live for more than 10 minutes, since its format is adobe-ims',
    ],
    [
      'slack-installation',
      { grant: 'refresh_token', accessTokenLifetimeSeconds: 7200 },
      'a provider whose access tokens live for more than 2 hours, since its format is slack-installation',
    ],
    [
      'google-api-dotnet',
      { grant: 'refresh_token', accessTokenLifetimeSeconds: 360 },
      'a provider whose access tokens live for more than 6 minutes, since its format is google-api-dotnet',
    ],
  ] as const)('says before the refresh what %s lacks', (id, facts, expected) => {
    expect(roomFor(formatOf(id), facts)).toStrictEqual({ path: '', expected })
  })

  it.each([
    ['adobe-ims', { grant: 'refresh_token', accessTokenLifetimeSeconds: 601 }],
    ['adobe-ims', { grant: 'refresh_token' }],
    ['slack-installation', { grant: 'refresh_token', accessTokenLifetimeSeconds: 43_200 }],
    ['google-api-dotnet', { grant: 'refresh_token', accessTokenLifetimeSeconds: 361 }],
    ['credentials', { grant: 'client_credentials', accessTokenLifetimeSeconds: 60 }],
  ] as const)('has nothing against %s with %j', (id, facts) => {
    expect(roomFor(formatOf(id), facts)).toBeUndefined()
  })

  it.each(formats.map(({ id }) => id))(
    'lets %s hold the answers of a provider that replaces refresh tokens',
    (id) => {
      const facts = { grant: 'refresh_token', rotatesRefreshToken: true } as const

      expect(roomFor(formatOf(id), facts)).toBeUndefined()
    },
  )
})
