import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  FORECAST_DAYS,
  type Forecastable,
  forecastAt,
  lookAt,
  untoldForecastAt,
} from '../../lib/rotation/grant-forecast.ts'
import { countGrantsEnding } from '../../lib/rotation/grants-ending.ts'
import type { LedgerItem } from '../../lib/rotation/ledger-item.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { NOW } from '../fixed-data.ts'

const SEED = 20260302
const DAY = 86_400
const inDays = (days: number): Date => later(NOW, days * DAY)

const item = (fields: Partial<Forecastable> = {}): Forecastable => ({
  status: 'active',
  refreshedAt: inDays(-100),
  grantEndsAt: undefined,
  consentEndsAt: undefined,
  forecast: undefined,
  ...fields,
})

const consent = (days: number, fields: Partial<Forecastable> = {}) =>
  item({ consentEndsAt: inDays(days), grantEndsAt: inDays(days), ...fields })

describe('when a consent comes to its end', () => {
  it.each([
    [31, undefined],
    [30.001, undefined],
    [30, 30],
    [8, 30],
    [7, 7],
    [2, 7],
    [1, 1],
    [0.001, 1],
  ])('with %d days left, step %s is the most urgent one', (days, step) => {
    expect(forecastAt(consent(days), NOW)?.days).toBe(step)
  })

  it('says which end, and since when it is near', () => {
    expect(forecastAt(consent(5), NOW)).toEqual({
      endsAt: inDays(5),
      isMovable: false,
      days: 7,
      dueAt: inDays(-2),
    })
  })

  it.each([0, -1])('is left to the provider’s word with %d days left', (days) => {
    expect(forecastAt(consent(days), NOW)).toBeUndefined()
  })

  it.each<LedgerItem['status']>(['reauthorize', 'static', 'paused', undefined])(
    'has no forecast while its status is %s',
    (status) => {
      expect(forecastAt(consent(5, { status }), NOW)).toBeUndefined()
    },
  )
})

describe('when a refresh moves the end', () => {
  const idle = (fields: Partial<Forecastable>) =>
    item({ grantEndsAt: inDays(5), refreshedAt: inDays(-95), ...fields })

  it('has no forecast as long as refreshes succeed', () => {
    expect(forecastAt(idle({}), NOW)).toBeUndefined()
  })

  it.each<LedgerItem['status']>(['failing', 'invalid'])('has one while it is %s', (status) => {
    expect(forecastAt(idle({ status }), NOW)).toEqual({
      endsAt: inDays(5),
      isMovable: true,
      days: 7,
      dueAt: inDays(-2),
    })
  })

  it('has none for a step that no refresh could have kept away (Okta: 7 days unused)', () => {
    const okta = { status: 'failing', refreshedAt: inDays(-3), grantEndsAt: inDays(4) } as const
    expect(forecastAt(item(okta), NOW)).toBeUndefined()
    expect(forecastAt(item(okta), inDays(3))?.days).toBe(1)
  })

  it('says nothing of the consent’s end that is the same one', () => {
    expect(forecastAt(consent(5, { status: 'failing' }), NOW)?.isMovable).toBe(false)
  })

  it('tells the more urgent of two ends', () => {
    const fields = { consentEndsAt: inDays(20), grantEndsAt: inDays(6), status: 'failing' } as const
    expect(forecastAt(item(fields), NOW)).toMatchObject({ days: 7, endsAt: inDays(6) })
  })
})

describe('when a forecast was told', () => {
  const told = (endsInDays: number, days: number) => ({ endsAt: inDays(endsInDays), days })

  it('is not told again', () => {
    expect(untoldForecastAt(consent(5, { forecast: told(5, 7) }), NOW)).toBeUndefined()
    expect(untoldForecastAt(consent(5, { forecast: told(5, 1) }), NOW)).toBeUndefined()
  })

  it('is told at the next step', () => {
    expect(untoldForecastAt(consent(5, { forecast: told(5, 30) }), NOW)?.days).toBe(7)
  })

  it.each([3600, -3600])('is the same one if the end is %i s later', (seconds) => {
    const forecast = { endsAt: later(inDays(5), -seconds), days: 7 }
    expect(untoldForecastAt(consent(5, { forecast }), NOW)).toBeUndefined()
  })

  it('starts over when the grant was renewed', () => {
    expect(untoldForecastAt(consent(25, { forecast: told(1, 1) }), NOW)?.days).toBe(30)
  })

  it('tells each step once, whenever somebody looks', () => {
    const looks = fc.array(fc.integer({ min: 0, max: 40 * 24 }), { maxLength: 60 })
    fc.assert(
      fc.property(looks, (hours) => {
        const days: number[] = []
        let forecast: Forecastable['forecast']
        for (const hour of hours.toSorted((a, b) => a - b)) {
          const due = untoldForecastAt(consent(40, { forecast }), later(NOW, hour * 3600))
          if (due === undefined) continue
          days.push(due.days)
          forecast = { endsAt: due.endsAt, days: due.days }
        }
        const seen = (from: number, to: number) =>
          hours.some((hour) => hour >= (40 - from) * 24 && hour < (40 - to) * 24)
        const expected = [
          ...(seen(30, 7) ? [30] : []),
          ...(seen(7, 1) ? [7] : []),
          ...(seen(1, 0) ? [1] : []),
        ]
        expect(days).toEqual(expected)
      }),
      { seed: SEED },
    )
  })
})

describe('when a forecast falls due before the next sweep', () => {
  const sweep = (refreshAt: Date | undefined) => ({ refreshAt, now: NOW, until: later(NOW, 300) })
  const soon = item({ consentEndsAt: later(inDays(7), 60) })

  it('is looked at in that moment', () => {
    expect(lookAt(soon, sweep(inDays(2)))).toEqual(later(NOW, 60))
  })

  it('is looked at when it is due for a refresh, if that comes first', () => {
    expect(lookAt(soon, sweep(later(NOW, 30)))).toEqual(later(NOW, 30))
  })

  it('is looked at now if it is overdue, and does not overtake what is', () => {
    expect(lookAt(consent(5), sweep(inDays(2)))).toEqual(NOW)
    expect(lookAt(consent(5), sweep(inDays(-2)))).toEqual(inDays(-2))
  })

  it('is left to those who are at it', () => {
    expect(lookAt(consent(5), sweep(undefined))).toBeUndefined()
  })

  it.each<[string, Forecastable | undefined]>([
    ['nothing is known', undefined],
    ['nothing ends', item()],
    ['it was told', consent(5, { forecast: { endsAt: inDays(5), days: 7 } })],
    ['the step comes later', consent(7.1, { forecast: { endsAt: inDays(7.1), days: 30 } })],
  ])('is not looked at for it where %s', (_, known) => {
    expect(lookAt(known, sweep(inDays(2)))).toEqual(inDays(2))
  })
})

describe('when the grants of a fleet are counted that end soon', () => {
  it('counts each in every step that it has passed', () => {
    const days = [0.5, 1, 3, 7, 10, 29, 30, 31, -1]
    expect(
      countGrantsEnding(
        days.map((left) => consent(left)),
        NOW,
      ),
    ).toEqual({ endingWithin30Days: 7, endingWithin7Days: 4, endingWithin1Day: 2 })
  })

  it('counts those that were told, and none that need no person', () => {
    const forecast = { endsAt: inDays(5), days: 7 }
    expect(
      countGrantsEnding([consent(5, { forecast }), consent(5, { status: 'paused' }), item()], NOW),
    ).toEqual({ endingWithin30Days: 1, endingWithin7Days: 1, endingWithin1Day: 0 })
  })

  it('counts nothing in a fleet without ends', () => {
    expect(countGrantsEnding([], NOW)).toEqual({
      endingWithin30Days: 0,
      endingWithin7Days: 0,
      endingWithin1Day: 0,
    })
    expect(FORECAST_DAYS).toEqual([30, 7, 1])
  })
})
