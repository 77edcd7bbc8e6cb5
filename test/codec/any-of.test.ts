import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { anyOf } from '../../lib/codec/any-of.ts'
import { decode } from '../../lib/codec/decode.ts'
import { NonEmptyString } from '../../lib/codec/non-empty-string.ts'

const NameOrNull = anyOf<string | null>('a name or null', [NonEmptyString, t.null])

describe('when a value is one of several kinds', () => {
  it.each(['acme', null])('takes %j as it is, and writes it so', (value) => {
    expect(decode(NameOrNull)(value)).toStrictEqual(E.right(value))
    expect(NameOrNull.encode(value)).toBe(value)
  })
})

describe('when a value is of no such kind', () => {
  it.each(['', 7, undefined, {}])('says of %j what was expected, once', (value) => {
    expect(decode(t.type({ name: NameOrNull }))({ name: value })).toStrictEqual(
      E.left([{ path: 'name', expected: 'a name or null' }]),
    )
  })
})
