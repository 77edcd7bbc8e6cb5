import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { decode } from '../../lib/codec/decode.ts'
import { EpochMilliseconds } from '../../lib/codec/epoch-milliseconds.ts'
import { EpochSeconds } from '../../lib/codec/epoch-seconds.ts'
import { EpochSecondsNumber } from '../../lib/codec/epoch-seconds-number.ts'
import { EpochSecondsText } from '../../lib/codec/epoch-seconds-text.ts'

const codecs = { EpochMilliseconds, EpochSeconds, EpochSecondsNumber, EpochSecondsText }

const LAST_SECOND = 253_402_300_799

describe('when a date is counted from 1970', () => {
  it.each([
    ['EpochSeconds', 0, '1970-01-01T00:00:00.000Z'],
    ['EpochSeconds', 1772272800, '2026-02-28T10:00:00.000Z'],
    ['EpochSeconds', LAST_SECOND, '9999-12-31T23:59:59.000Z'],
    // small numbers are what they are: nobody guesses the unit
    ['EpochMilliseconds', 1772272800, '1970-01-21T12:17:52.800Z'],
    ['EpochMilliseconds', 1772272800001, '2026-02-28T10:00:00.001Z'],
    ['EpochSecondsNumber', 1772272800.25, '2026-02-28T10:00:00.250Z'],
    ['EpochSecondsNumber', '1772272800.5', '2026-02-28T10:00:00.500Z'],
    ['EpochSecondsNumber', '1772272800', '2026-02-28T10:00:00.000Z'],
    ['EpochSecondsText', '1772272800', '2026-02-28T10:00:00.000Z'],
  ] as const)('reads as %s the count %j', (codec, count, expected) => {
    expect(decode(codecs[codec])(count)).toStrictEqual(E.right(new Date(expected)))
  })

  it.each([
    ['EpochSeconds', 1772272800.5],
    ['EpochSeconds', '1772272800'],
    ['EpochSeconds', -1],
    ['EpochSeconds', LAST_SECOND + 1],
    ['EpochSeconds', 1772272800000],
    ['EpochSeconds', true],
    ['EpochSeconds', null],
    ['EpochMilliseconds', 0.5],
    ['EpochMilliseconds', '1772272800000'],
    ['EpochMilliseconds', (LAST_SECOND + 1) * 1000],
    ['EpochSecondsNumber', '1e9'],
    ['EpochSecondsNumber', ' 1'],
    ['EpochSecondsNumber', ''],
    ['EpochSecondsNumber', '-1'],
    ['EpochSecondsNumber', 1e300],
    ['EpochSecondsText', 1772272800],
    ['EpochSecondsText', '1772272800.5'],
    ['EpochSecondsText', '0x10'],
    ['EpochSecondsText', '999999999999'],
  ] as const)('refuses as %s what is %j', (codec, value) => {
    expect(decode(codecs[codec])(value)).toStrictEqual(
      E.left([{ path: '', expected: codecs[codec].name }]),
    )
  })

  it.each([
    ['EpochSeconds', 1772370000],
    ['EpochSecondsNumber', 1772370000],
    ['EpochSecondsText', '1772370000'],
    ['EpochMilliseconds', 1772370000999],
  ] as const)('writes as %s no later date than it is', (codec, expected) => {
    expect(codecs[codec].encode(new Date(1772370000999))).toBe(expected)
  })
})
