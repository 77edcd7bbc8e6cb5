import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { decode } from '../../lib/codec/decode.ts'
import { WholeSecondDateTime } from '../../lib/codec/whole-second-date-time.ts'

describe('when a date-time must not have a fraction of a second', () => {
  it.each([
    ['2026-02-28T10:00:00.123456Z', '2026-02-28T10:00:00.123Z'],
    ['2026-02-28T10:00:00', '2026-02-28T10:00:00Z'],
    ['2026-02-28T10:00:00+00:00', '2026-02-28T10:00:00Z'],
  ])('reads %s all the same', (text, expected) => {
    expect(decode(WholeSecondDateTime)(text)).toStrictEqual(E.right(new Date(expected)))
  })

  it('writes the second that has begun', () => {
    expect(WholeSecondDateTime.encode(new Date('2026-02-28T10:00:00.999Z'))).toBe(
      '2026-02-28T10:00:00Z',
    )
  })

  it('says what it expects', () => {
    expect(decode(WholeSecondDateTime)(1772272800)).toStrictEqual(
      E.left([{ path: '', expected: 'an ISO 8601 date-time' }]),
    )
  })
})
