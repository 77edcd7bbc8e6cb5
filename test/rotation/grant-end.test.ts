import { describe, expect, it } from 'vitest'
import { readStored } from '../../lib/credential/stored-credential.ts'
import type { ProviderDefinition } from '../../lib/provider/provider-definition.ts'
import type { TokenGrant } from '../../lib/provider/token-response.ts'
import { grantEnd } from '../../lib/rotation/grant-end.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { NOW, providers, rightOf, steadyItem, textOf } from '../fixed-data.ts'

const DAY = 86_400
const acme = providers.get('acme')
if (acme === undefined) throw new Error('expected the provider of the happy path')

const end = (
  definition: Partial<ProviderDefinition>,
  granted: Partial<TokenGrant>,
  grantEndsAt?: Date,
) =>
  grantEnd(
    {
      settings: {
        definition: { ...acme, ...definition },
        url: new URL(acme.tokenUrl),
        format: undefined,
        clientName: 'acme',
      },
      stored: rightOf(
        readStored(textOf('refresh-0-0'), { tagged: undefined, providerDefault: undefined }),
      ),
      item: { ...steadyItem, grantEndsAt },
    },
    { accessToken: 'access-0-1', ...granted },
    NOW,
  )

describe('the end of a grant', () => {
  it('is not known when nobody says', () => {
    expect(end({}, { refreshToken: 'refresh-0-1' })).toBeUndefined()
  })

  it('is what the answer says, rather than the catalogue', () => {
    expect(
      end(
        { refreshTokenLifetimeSeconds: 90 * DAY },
        { refreshToken: 'refresh-0-1', refreshTokenExpiresInSeconds: 7 * DAY },
      ),
    ).toEqual(later(NOW, 7 * DAY))
  })

  it('moves with a refresh token that was replaced', () => {
    expect(end({ refreshTokenLifetimeSeconds: 90 * DAY }, { refreshToken: 'refresh-0-1' })).toEqual(
      later(NOW, 90 * DAY),
    )
  })

  it.each([undefined, 'refresh-0-0'])(
    'stays where it was when the answer has the refresh token %s',
    (refreshToken) => {
      expect(
        end({ refreshTokenLifetimeSeconds: 90 * DAY }, { refreshToken }, later(NOW, DAY)),
      ).toEqual(later(NOW, DAY))
    },
  )

  it('comes earlier if the token dies unused before', () => {
    expect(
      end(
        { refreshTokenLifetimeSeconds: 90 * DAY, refreshTokenIdleSeconds: 30 * DAY },
        { refreshToken: 'refresh-0-1' },
      ),
    ).toEqual(later(NOW, 30 * DAY))
  })
})
