import { describe, expect, it } from 'vitest'
import {
  endsAfterRefresh,
  endsAtFirstSight,
  type GrantRules,
  type MovingRefresh,
  movableEnd,
} from '../../lib/rotation/grant-rules.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { NOW } from '../fixed-data.ts'

const DAY = 86_400
const inDays = (days: number): Date => later(NOW, days * DAY)

const rules = (fields: Partial<GrantRules>): GrantRules => ({
  grant: 'refresh_token',
  rotatesRefreshToken: undefined,
  accessTokenLifetimeSeconds: undefined,
  refreshTokenLifetimeSeconds: undefined,
  refreshTokenIdleSeconds: undefined,
  grantLifetimeSeconds: undefined,
  ...fields,
})

const NOTHING = { grantEndsAt: undefined, consentEndsAt: undefined }

describe('when a grant is seen for the first time', () => {
  const CREATED = inDays(-10)
  const ends = (
    fields: Partial<GrantRules>,
    credential: Parameters<typeof endsAtFirstSight>[1] = {},
    since: Date = CREATED,
  ) => endsAtFirstSight(rules(fields), credential, since)

  it('has no end that anybody knows of where the provider names none', () => {
    expect(ends({})).toEqual(NOTHING)
  })

  it('ends at the latest a consent’s life after it was stored', () => {
    expect(ends({ grantLifetimeSeconds: 365 * DAY })).toEqual({
      consentEndsAt: inDays(355),
      grantEndsAt: inDays(355),
    })
  })

  it('ends with a refresh token that is never replaced, however often that is used', () => {
    expect(ends({ rotatesRefreshToken: false, refreshTokenLifetimeSeconds: 90 * DAY })).toEqual({
      consentEndsAt: inDays(80),
      grantEndsAt: inDays(80),
    })
  })

  it.each<[string, Partial<GrantRules>, number]>([
    ['ends with it', { refreshTokenLifetimeSeconds: 60 * DAY }, 50],
    ['dies unused', { refreshTokenIdleSeconds: 30 * DAY }, 20],
    [
      'comes to the earlier of its ends',
      {
        refreshTokenLifetimeSeconds: 60 * DAY,
        refreshTokenIdleSeconds: 90 * DAY,
      },
      50,
    ],
  ])('%s where its refresh token is replaced, and the consent has no end', (_, fields, days) => {
    expect(ends(fields)).toEqual({ consentEndsAt: undefined, grantEndsAt: inDays(days) })
  })

  it('believes the secret about its refresh token', () => {
    expect(
      ends({ refreshTokenLifetimeSeconds: 60 * DAY }, { refreshTokenExpiresAt: inDays(3) }),
    ).toEqual({ consentEndsAt: undefined, grantEndsAt: inDays(3) })
  })

  it('takes what the secret says for the consent’s end where that comes earlier', () => {
    const fields = { grantLifetimeSeconds: 365 * DAY, rotatesRefreshToken: false }
    expect(ends(fields, { refreshTokenExpiresAt: inDays(3) })).toEqual({
      consentEndsAt: inDays(3),
      grantEndsAt: inDays(3),
    })
    expect(ends(fields, { refreshTokenExpiresAt: inDays(800) }).consentEndsAt).toEqual(inDays(355))
  })
})

describe('when the access token itself is what a refresh exchanges', () => {
  const meta = { grant: 'access_token', accessTokenLifetimeSeconds: 60 * DAY } as const

  it('ends when that ends, at first sight', () => {
    expect(endsAtFirstSight(rules(meta), { expiresAt: inDays(50) }, inDays(-10))).toEqual({
      consentEndsAt: undefined,
      grantEndsAt: inDays(50),
    })
  })

  it('has no end that anybody knows of if the stored one is beyond belief', () => {
    expect(endsAtFirstSight(rules(meta), { expiresAt: inDays(5000) }, NOW)).toEqual(NOTHING)
  })

  it('ends with the new one after a refresh', () => {
    expect(
      endsAfterRefresh(
        rules(meta),
        { consentEndsAt: undefined, grantEndsAt: inDays(10) },
        { at: NOW, isReplaced: false, accessTokenEndsAt: inDays(60) },
      ),
    ).toEqual({ consentEndsAt: undefined, grantEndsAt: inDays(60) })
  })
})

describe.each(['client_credentials', 'jwt_bearer', 'none'] as const)(
  'when a client needs no person (%s)',
  (grant) => {
    it('has no grant that could end', () => {
      const lifetimes = { grant, grantLifetimeSeconds: DAY, refreshTokenIdleSeconds: DAY }
      expect(endsAtFirstSight(rules(lifetimes), {}, NOW)).toEqual(NOTHING)
      expect(
        endsAfterRefresh(rules(lifetimes), NOTHING, {
          at: NOW,
          isReplaced: true,
          refreshTokenEndsAt: inDays(1),
        }),
      ).toEqual(NOTHING)
    })
  },
)

describe('when a grant was refreshed', () => {
  const ends = (
    fields: Partial<GrantRules>,
    refresh: Partial<MovingRefresh>,
    known: Partial<typeof NOTHING | { grantEndsAt: Date; consentEndsAt: Date }> = {},
  ) =>
    endsAfterRefresh(
      rules(fields),
      { ...NOTHING, ...known },
      { at: NOW, isReplaced: false, ...refresh },
    )

  it('moves with a refresh token that was replaced', () => {
    expect(
      ends(
        { refreshTokenLifetimeSeconds: 90 * DAY },
        { isReplaced: true },
        { grantEndsAt: inDays(9) },
      ),
    ).toEqual({ consentEndsAt: undefined, grantEndsAt: inDays(90) })
  })

  it('stays where it was with a refresh token that was not', () => {
    expect(ends({ refreshTokenLifetimeSeconds: 90 * DAY }, {}, { grantEndsAt: inDays(9) })).toEqual(
      { consentEndsAt: undefined, grantEndsAt: inDays(9) },
    )
  })

  it('moves whenever a token is used that dies unused', () => {
    expect(ends({ refreshTokenIdleSeconds: 30 * DAY }, {}, { grantEndsAt: inDays(9) })).toEqual({
      consentEndsAt: undefined,
      grantEndsAt: inDays(30),
    })
  })

  it('does not stay at an idle end of the past where the token has a life too', () => {
    const fields = { refreshTokenIdleSeconds: 30 * DAY, refreshTokenLifetimeSeconds: 365 * DAY }
    expect(ends(fields, {}, { grantEndsAt: inDays(9) }).grantEndsAt).toEqual(inDays(30))
  })

  it('is what the answer says, rather than the catalogue', () => {
    expect(
      ends(
        { refreshTokenLifetimeSeconds: 90 * DAY },
        { isReplaced: true, refreshTokenEndsAt: inDays(7) },
      ),
    ).toEqual({ consentEndsAt: undefined, grantEndsAt: inDays(7) })
  })

  it('believes an answer about the consent’s end, rather than any estimate (Intuit)', () => {
    expect(
      ends(
        { grantLifetimeSeconds: 1825 * DAY, refreshTokenIdleSeconds: 100 * DAY },
        { isReplaced: true, refreshTokenEndsAt: inDays(100), consentEndsAt: inDays(20) },
        { consentEndsAt: inDays(1800) },
      ),
    ).toEqual({ consentEndsAt: inDays(20), grantEndsAt: inDays(20) })
  })

  it('takes what is said of a token that was not replaced for the consent’s end (LinkedIn)', () => {
    expect(
      ends(
        { grantLifetimeSeconds: 365 * DAY, rotatesRefreshToken: false },
        { refreshTokenEndsAt: inDays(300) },
        { consentEndsAt: inDays(364), grantEndsAt: inDays(364) },
      ),
    ).toEqual({ consentEndsAt: inDays(300), grantEndsAt: inDays(300) })
  })

  it('does not where the token was replaced: only the new token ends then', () => {
    expect(
      ends(
        { grantLifetimeSeconds: 365 * DAY },
        { isReplaced: true, refreshTokenEndsAt: inDays(30) },
        { consentEndsAt: inDays(200) },
      ),
    ).toEqual({ consentEndsAt: inDays(200), grantEndsAt: inDays(30) })
  })

  it('does not where a consent has no end: the next refresh may well move it', () => {
    expect(ends({}, { refreshTokenEndsAt: inDays(1) })).toEqual({
      consentEndsAt: undefined,
      grantEndsAt: inDays(1),
    })
  })

  it('leaves the consent’s end where it was when nobody says (NetSuite)', () => {
    const known = { consentEndsAt: inDays(5), grantEndsAt: inDays(5) }
    expect(ends({ grantLifetimeSeconds: 7 * DAY }, {}, known)).toEqual(known)
  })

  it('moves with a consent’s end that is later than what was believed', () => {
    expect(
      ends(
        { grantLifetimeSeconds: 365 * DAY },
        { consentEndsAt: inDays(300) },
        { consentEndsAt: inDays(20), grantEndsAt: inDays(20) },
      ),
    ).toEqual({ consentEndsAt: inDays(300), grantEndsAt: inDays(300) })
  })
})

describe('when it is asked which end a refresh may move', () => {
  it('is the earliest one, unless that is the consent’s', () => {
    expect(movableEnd(NOTHING)).toBeUndefined()
    expect(movableEnd({ grantEndsAt: inDays(1), consentEndsAt: undefined })).toEqual(inDays(1))
    expect(movableEnd({ grantEndsAt: inDays(1), consentEndsAt: inDays(2) })).toEqual(inDays(1))
    expect(movableEnd({ grantEndsAt: inDays(2), consentEndsAt: inDays(2) })).toBeUndefined()
  })
})
