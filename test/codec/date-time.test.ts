import * as fc from 'fast-check'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { describe, expect, it } from 'vitest'
import { DateTime } from '../../lib/codec/date-time.ts'
import { decode } from '../../lib/codec/decode.ts'

const read = decode(DateTime)
const rewritten = (text: string) => pipe(read(text), E.map(DateTime.encode))
const refused = E.left([{ path: '', expected: 'an ISO 8601 date-time' }])

describe('when a date-time can be read', () => {
  it.each([
    ['UTC', '2026-03-01T10:20:30Z', '2026-03-01T10:20:30.000Z'],
    ['small letters', '2026-03-01t10:20:30z', '2026-03-01T10:20:30.000Z'],
    ['an offset east', '2026-03-01T01:20:30+02:00', '2026-02-28T23:20:30.000Z'],
    ['an offset west', '2026-12-31T22:00:00-05:30', '2027-01-01T03:30:00.000Z'],
    ['an offset without a colon', '2026-03-01T10:20:30+0530', '2026-03-01T04:50:30.000Z'],
    ['an offset of hours', '2026-03-01T10:20:30-08', '2026-03-01T18:20:30.000Z'],
    ['no offset, which is UTC', '2026-03-01T10:20:30', '2026-03-01T10:20:30.000Z'],
    ['a space', '2026-03-01 10:20:30', '2026-03-01T10:20:30.000Z'],
    ['no seconds', '2026-03-01T10:20Z', '2026-03-01T10:20:00.000Z'],
    ['a bare date, which is its midnight UTC', '2026-03-01', '2026-03-01T00:00:00.000Z'],
    ['milliseconds', '2026-03-01T10:20:30.019Z', '2026-03-01T10:20:30.019Z'],
    ['a fraction of one digit', '2026-03-01T10:20:30.5Z', '2026-03-01T10:20:30.500Z'],
    ['microseconds, cut', '2026-03-01T10:20:30.123999Z', '2026-03-01T10:20:30.123Z'],
    ['a comma', '2026-03-01T10:20:30,25Z', '2026-03-01T10:20:30.250Z'],
    ['a leap day', '2028-02-29', '2028-02-29T00:00:00.000Z'],
    ['a year of the first century', '0044-03-15', '0044-03-15T00:00:00.000Z'],
  ])('writes %s as UTC ending in Z', (_, text, utc) => {
    expect(rewritten(text)).toStrictEqual(E.right(utc))
  })

  it('reads back every date that it writes, to the millisecond', () => {
    const dates = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    })
    void fc.assert(
      fc.property(dates, (date) => {
        expect(read(DateTime.encode(date))).toStrictEqual(E.right(date))
      }),
      { seed: 1, numRuns: 1000 },
    )
  })
})

describe('when a date-time cannot be read', () => {
  it.each([
    ['2026-02-30'],
    ['2027-02-29T00:00:00Z'],
    ['2026-13-01'],
    ['2026-00-10'],
    ['2026-01-00'],
    ['2026-01-01T24:00:00Z'],
    ['2026-01-01T10:60:00Z'],
    ['2026-01-01T10:00:60Z'],
    ['2026-01-01T10:00:00+24:00'],
    ['2026-01-01T'],
    ['2026-01-01T10Z'],
    ['2026-1-1'],
    ['26-01-01'],
    ['01/02/2026'],
    ['tomorrow'],
    ['1772360430'],
    [' 2026-01-01'],
    ['2026-01-01\n'],
    [''],
    [1772360430],
    [null],
    [{}],
  ])('refuses %j and says what was expected', (value) => {
    expect(read(value)).toStrictEqual(refused)
  })
})
