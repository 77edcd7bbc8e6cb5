import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { decode } from '../../lib/codec/decode.ts'
import { mapOf } from '../../lib/codec/map-of.ts'

const Counts = mapOf(t.number)

describe('when an object is read as a map', () => {
  it('gives its names and values, and writes them back', () => {
    const read = decode(Counts)({ acme: 1, __proto: 2 })

    expect(read).toStrictEqual(
      E.right(
        new Map([
          ['acme', 1],
          ['__proto', 2],
        ]),
      ),
    )
    expect(E.isRight(read) && Counts.encode(read.right)).toStrictEqual({ acme: 1, __proto: 2 })
  })

  it.each([[{ acme: '1' }], ['acme'], [undefined]])('refuses %j', (value) => {
    expect(E.isLeft(decode(Counts)(value))).toBe(true)
  })
})
