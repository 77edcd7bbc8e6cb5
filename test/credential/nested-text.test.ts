import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editJson } from '../../lib/credential/edit-json.ts'
import { writeStored } from '../../lib/credential/stored-credential.ts'
import { NEW_TOKENS } from './examples/example.ts'
import { NESTED } from './examples/nested.ts'
import { stored } from './stored.ts'
import { newTokens, partsOf, storedText } from './stored-text.ts'

/** These properties are synchronous, so that nothing is returned to wait for. */
const check = <T>(property: fc.IProperty<T>): void =>
  void fc.assert(property, { seed: 42, numRuns: 200 })

/** What stands before and behind an object in an object, with numbers that no parser gives back as they are. */
const around = fc.constantFrom(
  ['{"credentials":', '}'],
  [
    '{ "a" : [1.0, {"refresh_tokens": "r"}],\n  "credentials" :\t',
    ' , "z":12345678901234567890 }\n',
  ],
  ['{"nested":{"credentials":{"refresh_token":"x"}},"credentials":', ',"credential":"\\"}"}'],
  ['\r\n{"\\u0063redentials":', ',"deep":[[[[{}]]]]}'],
) satisfies fc.Arbitrary<readonly [string, string]>

describe.each([
  ['airbyte', 'smartsheets'],
  ['apideck-import', 'credentials'],
] as const)('when a text of %s has arbitrary other content', (id, inner) => {
  it(`writes into the object in it what ${inner} writes, and nothing else`, () => {
    check(
      fc.property(around, storedText(inner), newTokens, ([before, behind], parts, tokens) => {
        const [head, tail] = partsOf({ ...parts, lead: '', trail: '' })
        const flat = head + tail

        expect(writeStored(stored(before + flat + behind, id), tokens)).toBe(
          before + writeStored(stored(flat, inner), tokens) + behind,
        )
      }),
    )
  })
})

describe.each(NESTED)('when there is more in a text of $id', ({ id, text, refreshed }) => {
  it('keeps what stands before and behind', () => {
    const more = (json: string) =>
      json
        .replace('{', '{"__proto__":{"token":"x"},"n":1e999,"deep":[{"token":1.0}],')
        .replace(/\}\s*$/, ',"last":"\\u0041"}')

    expect(writeStored(stored(more(text), id), NEW_TOKENS)).toBe(more(refreshed))
  })
})

describe('when fields of an object in an object are set', () => {
  it('sets each of a key that stands twice by itself', () => {
    expect(editJson('{"a":{"b":1,"c":2.0},"a":{"b":3}}', { a: { b: 4 } })).toBe(
      '{"a":{"b":4,"c":2.0},"a":{"b":4}}',
    )
  })

  it('adds an object with what is known of it', () => {
    expect(editJson('{"x":1}', { a: { b: 'b', c: null, d: undefined } })).toBe(
      '{"x":1,"a":{"b":"b"}}',
    )
  })

  it('adds no object of which nothing is known', () => {
    expect(editJson('{"x":1}', { a: { b: null, c: { d: undefined } } })).toBe('{"x":1}')
  })

  it('puts one where null or a text stood, unless nothing is known of it', () => {
    expect(editJson('{"a":null}', { a: { b: 1 } })).toBe('{"a":{"b":1}}')
    expect(editJson('{"a":""}', { a: { b: 1 } })).toBe('{"a":{"b":1}}')
    expect(editJson('{"a": null}', { a: { b: null } })).toBe('{"a": null}')
    expect(editJson('{"a":""}', { a: { b: null } })).toBe('{"a":""}')
  })

  it('leaves a list with the same words as it is spelt', () => {
    expect(editJson('{"a":[ "b" , "c" ]}', { a: ['b', 'c'] })).toBe('{"a":[ "b" , "c" ]}')
    expect(editJson('{"a":[ "b" ]}', { a: ['b', 'c'] })).toBe('{"a":["b","c"]}')
  })

  it('follows a path of five levels', () => {
    expect(
      editJson('{"a":{"b":{"c":{"d":{"e": 1 ,"f":2.0}}}}}', { a: { b: { c: { d: { e: 3 } } } } }),
    ).toBe('{"a":{"b":{"c":{"d":{"e": 3 ,"f":2.0}}}}}')
  })

  it('stands a text that is nested deeper than any call stack beside the path', () => {
    const deep = `${'[{"a":'.repeat(30_000)}1${'}]'.repeat(30_000)}`

    expect(editJson(`{"x":${deep},"a":{"x":${deep},"b":1}}`, { a: { b: 2 } })).toBe(
      `{"x":${deep},"a":{"x":${deep},"b":2}}`,
    )
  })
})
