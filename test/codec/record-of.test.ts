import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { DateTime } from '../../lib/codec/date-time.ts'
import { decode } from '../../lib/codec/decode.ts'
import { recordOf } from '../../lib/codec/record-of.ts'

const Dates = recordOf(DateTime, 'an object of dates')
const date = new Date('2026-03-01T12:00:00Z')

describe('when all values of an object are of one kind', () => {
  it('reads each of them, and writes it as it was', () => {
    const written = { a: '2026-03-01T12:00:00.000Z', b: '2026-03-01T12:00:00.000Z' }

    expect(decode(Dates)(written)).toStrictEqual(E.right({ a: date, b: date }))
    expect(Dates.encode({ a: date, b: date })).toStrictEqual(written)
    expect([Dates.is({ a: date }), Dates.is({ a: 'a' })]).toStrictEqual([true, false])
  })

  it('takes every name of a key for a name', () => {
    expect(decode(recordOf(t.string, 'texts'))(JSON.parse('{"__proto__":"a"}'))).toStrictEqual(
      E.right(JSON.parse('{"__proto__":"a"}')),
    )
  })
})

describe('when it is not so', () => {
  it('names each value that is not', () => {
    expect(
      decode(t.type({ dates: Dates }))({ dates: { a: 'soon', b: date.toISOString(), c: 7 } }),
    ).toStrictEqual(
      E.left([
        { path: 'dates.a', expected: 'an ISO 8601 date-time' },
        { path: 'dates.c', expected: 'an ISO 8601 date-time' },
      ]),
    )
  })

  it.each([null, 'text', [date.toISOString()]])(
    'says of %j that an object was expected',
    (value) => {
      expect(decode(Dates)(value)).toStrictEqual(
        E.left([{ path: '', expected: 'an object of dates' }]),
      )
    },
  )
})
