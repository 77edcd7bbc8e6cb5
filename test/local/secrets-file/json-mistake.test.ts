import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonMistake, placeIn } from '../../../lib/local/secrets-file/json-mistake.ts'

describe('when a text is not JSON', () => {
  it.each([
    ['', 0],
    [' \n', 2],
    ['{"a": 1,}', 8],
    ['{"a" 1}', 5],
    ['{"a": tru}', 6],
    ['{"a": 01}', 6],
    ['{a: 1}', 1],
    ["{'a': 1}", 1],
    ['{"a": "open', 6],
    ['{"a": "tab\t"}', 6],
    ['{"a": "\\x"}', 6],
    ['{"a": [1, 2}', 11],
    ['{"a": {"b": 1}', 14],
    ['{} {}', 3],
    ['// note\n{}', 0],
    ['{"a": 1}\u00a0', 8],
  ])('finds the first token that cannot stand there in %j', (text, offset) => {
    expect(jsonMistake(text)).toBe(offset)
  })

  it('tells the place as editors count', () => {
    expect(placeIn('{\r\n  "a": 1,\r\n}', 15)).toBe('line 3, column 2')
  })
})

describe('when a text is nested deeper than any call stack', () => {
  it('finds its one mistake all the same', () => {
    const depth = 200_000

    expect(jsonMistake('['.repeat(depth) + ']'.repeat(depth))).toBeUndefined()
    expect(jsonMistake('['.repeat(depth))).toBe(depth)
  })
})

describe('when a text is anything', () => {
  const parses = (text: string): boolean => {
    try {
      JSON.parse(text)
      return true
    } catch {
      return false
    }
  }
  const broken = fc
    .tuple(fc.json(), fc.nat(), fc.nat(3), fc.constantFrom('', ',', '"', '}', '\\', '0', ' ', 'e'))
    .map(([json, at, cut, added]) => {
      const start = at % (json.length + 1)
      return json.slice(0, start) + added + json.slice(start + cut)
    })

  it('agrees with JSON.parse on whether it is JSON', () => {
    void fc.assert(
      fc.property(fc.oneof(fc.json(), broken, fc.string({ unit: 'binary' })), (text) => {
        expect(jsonMistake(text) === undefined).toBe(parses(text))
      }),
      { seed: 42, numRuns: 3000 },
    )
  })
})
