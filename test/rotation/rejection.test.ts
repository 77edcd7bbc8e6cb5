import { describe, expect, it } from 'vitest'
import { meaningOfRejection } from '../../lib/rotation/rejection.ts'
import { definition } from '../provider/definition.ts'

const meaning = (fields: Readonly<Record<string, unknown>>) =>
  meaningOfRejection(definition(fields))

describe('when a provider rejects a refresh token', () => {
  it('says what its record says of it', () => {
    expect(
      meaning({
        whenRejected: 'the consent screen may be in Testing',
        refreshTokenIdleSeconds: 60,
      }),
    ).toBe('the consent screen may be in Testing')
  })

  it.each([
    [{ grantLifetimeSeconds: 31_536_000 }, 'a consent lasts 365 days there'],
    [{ refreshTokenIdleSeconds: 604_800 }, 'a refresh token dies unused after 7 days'],
    [{ refreshTokenLifetimeSeconds: 86_400 }, 'a refresh token lives 24 hours'],
    [
      { rotatesRefreshToken: true, reuseGraceSeconds: 0 },
      'each refresh token is good for one use, so nothing else may use it',
    ],
    [
      { refreshTokenIdleSeconds: 5_184_000, rotatesRefreshToken: true, reuseGraceSeconds: 0 },
      'a refresh token dies unused after 60 days; each refresh token is good for one use, so nothing else may use it',
    ],
  ])('else what its figures %j mean', (fields, sentence) => {
    expect(meaning(fields)).toBe(sentence)
  })

  it.each([
    [{}],
    [{ rotatesRefreshToken: true, reuseGraceSeconds: 1800 }],
    [{ reuseGraceSeconds: 0 }],
    [{ rotatesRefreshToken: false }],
  ])('and nothing where %j tells nothing', (fields) => {
    expect(meaning(fields)).toBeUndefined()
  })
})
