import { describe, expect, it } from 'vitest'
import { offsetOfPath } from '../../../lib/cli/operator/place-of-path.ts'

const TEXT = `
{ "a": { "b.c": { "d": 1 }, "e": [ 2 ] },
  "a": 3, "f" : { "g": "{" } }`

describe('when a value is looked for in a text', () => {
  it.each([
    ['', '{ "a": {'],
    ['a', '3, "f"'],
    ['f', '{ "g": "{"'],
    ['f.g', '"{" } }'],
    ['f.nothing', '{ "g": "{"'],
    ['nothing', '{ "a": {'],
  ])('finds %j', (path, beginning) => {
    const offset = offsetOfPath(TEXT, path)

    expect(TEXT.slice(offset, offset + beginning.length)).toBe(beginning)
  })

  it('finds names that hold dots', () => {
    const text = '{"x":{"b.c":{"d":1}}}'

    expect(text.slice(offsetOfPath(text, 'x.b.c.d'))).toBe('1}}}')
  })

  it('stops at a list', () => {
    const text = '{"x":[{"y":1}]}'

    expect(text.slice(offsetOfPath(text, 'x.0.y'))).toBe('[{"y":1}]}')
  })
})
