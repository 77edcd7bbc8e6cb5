import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { decode, describeProblem } from '../../lib/codec/decode.ts'
import { noOtherFields } from '../../lib/codec/no-other-fields.ts'
import { NonEmptyString } from '../../lib/codec/non-empty-string.ts'
import { oneOf } from '../../lib/codec/one-of.ts'
import { optional } from '../../lib/codec/optional.ts'
import { refineFields } from '../../lib/codec/refine-fields.ts'
import { withDefault } from '../../lib/codec/with-default.ts'

const planted = 'planted-value-of-a-field'
const Shelf = refineFields(
  noOtherFields(
    t.type(
      {
        label: NonEmptyString,
        colour: withDefault(oneOf(['red', 'blue']), 'red'),
        books: optional(t.array(t.type({ title: t.string, pages: t.number }, 'a book'))),
        width: t.union([t.number, t.null], 'a number or null'),
      },
      'a shelf',
    ),
  ),
  { field: 'width', expected: 'at least 1', holds: ({ width }) => width === null || width >= 1 },
)
const shelf = { label: 'top', width: 3 }

describe('when a value fits', () => {
  it('fills in what has a default and leaves out what is optional', () => {
    expect(decode(Shelf)(shelf)).toEqual(E.right({ ...shelf, colour: 'red' }))
  })
})

describe('when a value does not fit', () => {
  const book = { title: 'a', pages: 1 }

  it.each([
    ['itself', planted, ['expected a shelf']],
    ['a list', [], ['expected a shelf']],
    ['nothing', null, ['expected a shelf']],
    ['a missing field', { width: 1 }, ['label: expected a non-empty string']],
    ['a word', { ...shelf, colour: planted }, ['colour: expected one of red, blue']],
    [
      'a null where a default is',
      { ...shelf, colour: null },
      ['colour: expected one of red, blue'],
    ],
    [
      'a nested field',
      { ...shelf, books: [book, { title: 'b', pages: planted }] },
      ['books.1.pages: expected number'],
    ],
    [
      'an alternative',
      { ...shelf, width: planted },
      ['width: expected number', 'width: expected null'],
    ],
    ['a rule about several fields', { ...shelf, width: 0 }, ['width: expected at least 1']],
    [
      'an unknown field',
      { ...shelf, lable: planted },
      ['lable: expected one of the fields of a shelf'],
    ],
    [
      'several fields',
      { label: '', colour: 1, width: '' },
      [
        'label: expected a non-empty string',
        'colour: expected one of red, blue',
        'width: expected number',
        'width: expected null',
      ],
    ],
  ])('tells the place and the expectation of %s, and never the value', (_, value, messages) => {
    const result = decode(Shelf)(value)

    expect(E.isLeft(result) && result.left.map(describeProblem)).toStrictEqual(messages)
    expect(JSON.stringify(result)).not.toContain(planted)
  })
})
