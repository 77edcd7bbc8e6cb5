import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { BooleanFromString } from '../../lib/codec/boolean-from-string.ts'
import { decode } from '../../lib/codec/decode.ts'
import { IntegerFromString } from '../../lib/codec/integer-from-string.ts'

describe('when a setting is a truth value', () => {
  it.each([
    ['true', true],
    ['false', false],
  ])('reads %j', (text, value) => {
    expect(decode(BooleanFromString)(text)).toStrictEqual(E.right(value))
    expect(BooleanFromString.encode(value)).toBe(text)
  })

  it.each([['TRUE'], ['1'], ['yes'], [''], [true], [undefined]])('refuses %j', (value) => {
    expect(decode(BooleanFromString)(value)).toStrictEqual(
      E.left([{ path: '', expected: '"true" or "false"' }]),
    )
  })
})

describe('when a setting is a whole number', () => {
  it.each([
    ['0', 0],
    ['300', 300],
    ['007', 7],
    ['999999999999999', 999_999_999_999_999],
  ])('reads %j', (text, value) => {
    expect(decode(IntegerFromString)(text)).toStrictEqual(E.right(value))
  })

  it.each([
    ['-1'],
    ['1.5'],
    ['1e3'],
    ['0x10'],
    [' 1'],
    ['1234567890123456'],
    [''],
    [5],
    [undefined],
  ])('refuses %j', (value) => {
    expect(decode(IntegerFromString)(value)).toStrictEqual(
      E.left([{ path: '', expected: 'a whole number' }]),
    )
  })
})
