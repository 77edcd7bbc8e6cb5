import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isTooShortLived } from '../../lib/provider/short-lived.ts'
import {
  earliestRefresh,
  later,
  lookAgainAt,
  refreshAt,
  retryAt,
  retryRejectedAt,
  type ScheduleInput,
  whenSomethingChanges,
} from '../../lib/rotation/schedule.ts'
import { NOW, secretArn } from '../fixed-data.ts'

const SEED = 20260302
const HOUR = 3600
const DAY = 86_400

const definition: ScheduleInput['definition'] = {
  accessTokenLifetimeSeconds: undefined,
  refreshTokenLifetimeSeconds: undefined,
  refreshTokenIdleSeconds: undefined,
  rotatesRefreshToken: undefined,
  refreshMarginSeconds: undefined,
}

const issuedNow = (
  lifetimeSeconds: number,
  fields: Partial<ScheduleInput> = {},
): ScheduleInput => ({
  secretArn,
  definition,
  now: NOW,
  issuedAt: NOW,
  expiresAt: later(NOW, lifetimeSeconds),
  refreshedAt: NOW,
  ...fields,
})

const arns = fc.string({ maxLength: 40 }).map((name) => `${secretArn}${name}`)

/** The margin in seconds, for whatever secret. */
const marginsOf = (lifetimeSeconds: number, fields: Partial<ScheduleInput> = {}) =>
  fc
    .sample(arns, { seed: SEED, numRuns: 500 })
    .map((arn) => refreshAt(issuedNow(lifetimeSeconds, { ...fields, secretArn: arn })))
    .map((date) => (later(NOW, lifetimeSeconds).getTime() - date.getTime()) / 1000)

describe('when a token lives for days', () => {
  it('is refreshed a fifth of its lifetime before its end, give or take a tenth of that', () => {
    const margins = marginsOf(10 * DAY)
    expect(Math.min(...margins)).toBeGreaterThanOrEqual(2 * DAY * 0.9)
    expect(Math.max(...margins)).toBeLessThanOrEqual(2 * DAY * 1.1)
  })

  it('is not refreshed in step with others of the same age (AWS trap 14: 50 writes a second for the whole account)', () => {
    const margins = marginsOf(10 * DAY)
    expect(Math.max(...margins) - Math.min(...margins)).toBeGreaterThan(2 * DAY * 0.15)
  })

  it('is refreshed at the same moment whenever that is asked', () => {
    expect(refreshAt(issuedNow(10 * DAY))).toEqual(refreshAt(issuedNow(10 * DAY)))
  })
})

describe('when a fifth of the lifetime is less than 10 minutes', () => {
  it('is refreshed 10 minutes before the end, give or take one', () => {
    const margins = marginsOf(40 * 60)
    expect(Math.min(...margins)).toBeGreaterThanOrEqual(540)
    expect(Math.max(...margins)).toBeLessThanOrEqual(660)
  })
})

describe('when a token ends before the next write that the secret can stand (AWS trap 15: about 100 versions, none dropped for a day)', () => {
  it('is refreshed 16 minutes after the last write', () => {
    expect(refreshAt(issuedNow(300))).toEqual(later(NOW, 16 * 60))
    expect(earliestRefresh(NOW)).toEqual(later(NOW, 16 * 60))
  })

  it('is refreshed at once if the write was not ours', () => {
    expect(refreshAt(issuedNow(300, { refreshedAt: undefined })) <= NOW).toBe(true)
  })

  it.each([
    [1499, true],
    [1500, false],
  ])('a lifetime of %i s is too short: %s', (seconds, isShort) => {
    expect(isTooShortLived(seconds)).toBe(isShort)
  })
})

describe('when a provider refuses early refreshes', () => {
  it('is never refreshed before the margin that it allows, and at most a tenth later', () => {
    const margins = marginsOf(10 * DAY, {
      definition: { ...definition, refreshMarginSeconds: HOUR },
    })
    expect(Math.max(...margins)).toBeLessThanOrEqual(HOUR)
    expect(Math.min(...margins)).toBeGreaterThanOrEqual(HOUR * 0.9)
  })
})

describe('when a refresh token dies unused', () => {
  const idle = { ...definition, refreshTokenIdleSeconds: 30 * DAY }

  it('is used after half of that time, counted from the last refresh', () => {
    const refreshedAt = later(NOW, -DAY)
    expect(refreshAt(issuedNow(365 * DAY, { definition: idle, refreshedAt }))).toEqual(
      later(refreshedAt, 15 * DAY),
    )
  })

  it('is used earlier if the access token ends earlier', () => {
    expect(refreshAt(issuedNow(HOUR, { definition: idle }))).toEqual(refreshAt(issuedNow(HOUR)))
  })

  it.each<[string, Partial<ScheduleInput>, number]>([
    ['when it was last used, where that is known', { usedAt: later(NOW, -10 * DAY) }, 5],
    ['the issue, at a first look', { refreshedAt: undefined, issuedAt: later(NOW, -8 * DAY) }, 7],
    ['now, where nobody knows more', { refreshedAt: undefined, issuedAt: undefined }, 15],
    ['long ago, and is late', { usedAt: later(NOW, -20 * DAY), refreshedAt: undefined }, -5],
  ])('counts the half from %s', (_, fields, days) => {
    expect(refreshAt(issuedNow(365 * DAY, { definition: idle, ...fields }))).toEqual(
      later(NOW, days * DAY),
    )
  })

  it('keeps 16 minutes between two writes, however soon it dies', () => {
    const minutes = { ...definition, refreshTokenIdleSeconds: 1800 }
    expect(refreshAt(issuedNow(DAY, { definition: minutes }))).toEqual(later(NOW, 960))
  })

  it('is used in time, whatever else is known', () => {
    const days = fc.integer({ min: 1, max: 400 })
    fc.assert(
      fc.property(days, days, fc.integer({ min: 0, max: 400 }), (lifetime, idleDays, unused) => {
        const usedAt = later(NOW, -unused * DAY)
        const wanted = refreshAt(
          issuedNow(lifetime * DAY, {
            definition: { ...definition, refreshTokenIdleSeconds: idleDays * DAY },
            refreshedAt: undefined,
            usedAt,
          }),
        )
        expect(wanted.getTime()).toBeLessThanOrEqual(later(usedAt, (idleDays * DAY) / 2).getTime())
      }),
      { seed: SEED },
    )
  })
})

describe('when a refresh token ends before the access token does', () => {
  const month = { ...definition, refreshTokenLifetimeSeconds: 30 * DAY }
  const sharesOf = (fields: Partial<ScheduleInput>) =>
    marginsOf(60 * DAY, fields).map((margin) => (60 * DAY - margin) / (30 * DAY))

  it('is used after four fifths of its life at the latest, and not much before', () => {
    const shares = sharesOf({ definition: month })
    expect(Math.max(...shares)).toBeLessThanOrEqual(0.8)
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.78)
  })

  it('is so too where only an answer, or the secret, said when it ends', () => {
    const shares = sharesOf({ refreshTokenEndsAt: later(NOW, 30 * DAY) })
    expect(Math.max(...shares)).toBeLessThanOrEqual(0.8)
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.78)
  })

  it('is left alone where using it would not make it live longer', () => {
    const fixed = { ...month, rotatesRefreshToken: false }
    expect(refreshAt(issuedNow(60 * DAY, { definition: fixed }))).toEqual(
      refreshAt(issuedNow(60 * DAY)),
    )
  })

  it.each([1, 900, 960])('is not chased when it lives %i s, less than two writes apart', (life) => {
    const fields = { refreshTokenEndsAt: later(NOW, life) }
    expect(refreshAt(issuedNow(HOUR, fields))).toEqual(refreshAt(issuedNow(HOUR)))
  })
})

describe('when the issue is not known', () => {
  it('takes the lifetime of the provider for the margin', () => {
    const unknown = issuedNow(10 * DAY, {
      issuedAt: undefined,
      definition: { ...definition, accessTokenLifetimeSeconds: 10 * DAY },
    })
    expect(refreshAt(unknown)).toEqual(refreshAt(issuedNow(10 * DAY)))
  })

  it('takes what is left of it where nobody says', () => {
    expect(refreshAt(issuedNow(10 * DAY, { issuedAt: undefined }))).toEqual(
      refreshAt(issuedNow(10 * DAY)),
    )
  })
})

describe('when dates are beyond reason', () => {
  it('looks again within a year', () => {
    expect(refreshAt(issuedNow(5000 * DAY))).toEqual(later(NOW, 365 * DAY))
    expect(whenSomethingChanges(NOW)).toEqual(later(NOW, 365 * DAY))
  })
})

describe('when a refresh failed', () => {
  it.each([
    [1, 60],
    [2, 120],
    [3, 240],
    [6, 1920],
    [7, HOUR],
    [2000, HOUR],
  ])('after failure %i waits anything up to %i s', (failures, ceiling) => {
    expect(retryAt(NOW, failures, 0)).toEqual(NOW)
    expect(retryAt(NOW, failures, 0.5)).toEqual(later(NOW, ceiling / 2))
    expect(retryAt(NOW, failures, 0.999)).toEqual(later(NOW, ceiling * 0.999))
  })

  it('waits as long as the provider asks, if that is longer', () => {
    expect(retryAt(NOW, 1, 0.5, 300)).toEqual(later(NOW, 300))
    expect(retryAt(NOW, 7, 0.5, 300)).toEqual(later(NOW, HOUR / 2))
  })

  it('waits 6 hours at the most, whatever the provider asks', () => {
    expect(retryAt(NOW, 1, 0.5, 900 * DAY)).toEqual(later(NOW, 6 * HOUR))
  })
})

describe('when a person must mend something', () => {
  it('looks again every hour at what is invalid', () => {
    expect(lookAgainAt(NOW)).toEqual(later(NOW, HOUR))
  })

  it.each([1, 7])('tries a rejected grant again the next day, on day %i', (failures) => {
    expect(retryRejectedAt(NOW, failures)).toEqual(later(NOW, DAY))
  })

  it('waits for a change after a week', () => {
    expect(retryRejectedAt(NOW, 8)).toEqual(whenSomethingChanges(NOW))
  })
})
