import { describe, expect, it } from 'vitest'
import { fromAttributes, toAttribute } from '../../lib/aws/attribute-value.ts'

describe('when a value is written to the ledger', () => {
  it('is of the kind that DynamoDB has for it', () => {
    const bytes = Uint8Array.of(1, 2)
    expect(
      toAttribute({
        text: '',
        number: 1.5,
        date: new Date('2026-03-01T12:00:00Z'),
        bytes,
        nested: { day: '2026-03-01', absent: undefined },
      }),
    ).toStrictEqual({
      M: {
        text: { S: '' },
        number: { N: '1.5' },
        date: { S: '2026-03-01T12:00:00.000Z' },
        bytes: { B: bytes },
        nested: { M: { day: { S: '2026-03-01' } } },
      },
    })
  })
})

describe('when attributes are read from the ledger', () => {
  it('gives what was written, dates as their texts', () => {
    const attributes = {
      text: { S: '' },
      number: { N: '1.5' },
      bytes: { B: Uint8Array.of(1, 2) },
      nested: { M: { day: { S: '2026-03-01' } } },
    }

    expect(fromAttributes(attributes)).toStrictEqual({
      text: '',
      number: 1.5,
      bytes: Uint8Array.of(1, 2),
      nested: { day: '2026-03-01' },
    })
  })

  it.each([{ NULL: true }, { BOOL: true }, { L: [{ S: 'a' }] }, { SS: ['a'] }])(
    'leaves %j, which nobody here writes, as it is',
    (attribute) => {
      expect(fromAttributes({ attribute })).toStrictEqual({ attribute })
    },
  )
})
