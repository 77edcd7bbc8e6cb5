import * as fc from 'fast-check'
import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import {
  readSecretsText,
  replaceInText,
} from '../../../lib/local/secrets-file/secrets-file-text.ts'
import { partsOf, storedText } from '../../credential/stored-text.ts'

const TOKEN = 'planted-in-secrets-file'

/** What is said of a text, all of it. */
const sentences = (text: string): readonly string[] => {
  const read = readSecretsText(text)
  return E.isLeft(read) ? [read.left] : read.right.problems
}

describe('when a file of secrets is as it should be', () => {
  const value = `{ "refresh_token": "${TOKEN}", "workspace": 12345678901234567890, "scale" : 1.0 }`
  const text = `{
  "crm\\u002fretently" : {"value":${value},
    "tags": {"token-rotation:provider": "retently", "note": "caf\\u00e9"}},
  "token-rotation/clients/acme": { "value": {} }
}
`

  it('gives each secret with its tags and the exact text of its value', () => {
    expect(readSecretsText(text)).toStrictEqual(
      E.right({
        secrets: [
          {
            name: 'crm/retently',
            tags: { 'token-rotation:provider': 'retently', note: 'café' },
            text: value,
          },
          { name: 'token-rotation/clients/acme', tags: {}, text: '{}' },
        ],
        names: new Set(['crm/retently', 'token-rotation/clients/acme']),
        problems: [],
      }),
    )
  })

  it('is read the same behind a byte order mark', () => {
    expect(readSecretsText(`\uFEFF${text}`)).toStrictEqual(readSecretsText(text))
  })
})

describe('when an entry cannot be used', () => {
  const good = '"good": {"value": {"refresh_token": "x"}}'
  const bad: readonly (readonly [entry: string, problems: readonly string[]])[] = [
    [
      `"${TOKEN} with spaces": {"value": {}}`,
      ['line 2, column 1: expected a name of letters, digits and /_+=.@-, at most 512 characters'],
    ],
    [
      `"": {"value": {}}`,
      ['line 2, column 1: expected a name of letters, digits and /_+=.@-, at most 512 characters'],
    ],
    [`"bad": "${TOKEN}"`, ['bad: expected an object with value, and tags if it has any']],
    [`"bad": ["${TOKEN}"]`, ['bad: expected an object with value, and tags if it has any']],
    ['"bad": {}', ['bad: value: expected a JSON object']],
    [`"bad": {"value": "${TOKEN}"}`, ['bad: value: expected a JSON object']],
    [`"bad": {"value": [{"a": "${TOKEN}"}]}`, ['bad: value: expected a JSON object']],
    [`"bad": {"value": {}, "tags": ["${TOKEN}"]}`, ['bad: tags: expected an object of strings']],
    [
      `"bad": {"value": {}, "tags": {"a": {"b": "${TOKEN}"}}}`,
      ['bad: tags: expected an object of strings'],
    ],
    [`"bad": {"value": {}, "tags": null}`, ['bad: tags: expected an object of strings']],
    [
      `"bad": {"value": {}, "tags": {"a": "1", "\\u0061": "${TOKEN}"}}`,
      ['bad: tags: expected each key once'],
    ],
    [`"bad": {"value": {}, "value": {"a": "${TOKEN}"}}`, ['bad: value: expected it once']],
    [
      `"bad": {"value": {}, "${TOKEN}": 1, "tags": 1}`,
      [
        'bad: line 2, column 22: expected no other key than tags and value',
        'bad: tags: expected an object of strings',
      ],
    ],
    [
      `"bad": {"value": {}}, "b\\u0061d": {"value": {"a": "${TOKEN}"}}`,
      ['bad: expected each name once'],
    ],
  ]

  it.each(bad.map(([entry, problems], n) => ({ n, entry, problems })))(
    'says what and where without a word of it, and keeps the good ones (case $n)',
    ({ entry, problems }) => {
      const read = readSecretsText(`{${good},\n${entry}}`)

      expect(read).toMatchObject(
        E.right({
          secrets: [{ name: 'good', tags: {}, text: '{"refresh_token": "x"}' }],
          problems,
        }),
      )
      expect(E.isRight(read) && read.right.names.size).toBe(2)
    },
  )

  it('is not written to', () => {
    const text = '{"bad": {"value": {"a": 1}, "note": 1}}'

    expect(replaceInText(text, 'bad', { from: '{"a": 1}', to: '{}' })).toStrictEqual(
      E.left('bad: it was edited meanwhile'),
    )
  })
})

describe('when the file as a whole cannot be used', () => {
  it.each([
    ['', 'line 1, column 1: the text is not JSON from here on'],
    [
      `{\n  "crm": {"value": {"a": "${TOKEN}"}},\n}`,
      'line 3, column 1: the text is not JSON from here on',
    ],
    [`{"crm": {"value": {"a": "${TOKEN}`, 'line 1, column 25: the text is not JSON from here on'],
    [`["${TOKEN}"]`, 'expected a JSON object of secrets by name'],
    [`"${TOKEN}"`, 'expected a JSON object of secrets by name'],
    ['null', 'expected a JSON object of secrets by name'],
  ])('says so with the place, and without a word of it (case %#)', (text, sentence) => {
    expect(sentences(text)).toStrictEqual([sentence])
  })
})

describe('when a file is as long as one may be', () => {
  const LONGEST = 4_194_304
  const filled = (length: number): string => {
    const [head, tail] = ['{"crm": {"value": {"note": "', '"}}}']
    return `${head}${'\\n'.repeat((length - head.length - tail.length) / 2)}${tail}`
  }

  it('is read, and its mistakes are found', () => {
    const text = filled(LONGEST)

    expect(text).toHaveLength(LONGEST)
    expect(sentences(text)).toStrictEqual([])
    expect(sentences(text.slice(0, -1))).toStrictEqual([
      `line 1, column ${LONGEST}: the text is not JSON from here on`,
    ])
  })

  it('is refused with a character more, to read and to write', () => {
    const sentence = 'expected at most 4194304 characters'
    const to = filled(LONGEST).slice('{"crm": {"value": '.length, -2)

    expect(sentences(`${filled(LONGEST)} `)).toStrictEqual([sentence])
    expect(replaceInText('{"crm": {"value": {}} }', 'crm', { from: '{}', to })).toStrictEqual(
      E.left(sentence),
    )
  })
})

describe('when a value is replaced', () => {
  const text = '{"crm": {"value": {"a": 1} }}'
  const from = '{"a": 1}'

  it('leaves the space around it to the file', () => {
    expect(replaceInText(text, 'crm', { from, to: ' {"a":2}\n' })).toStrictEqual(
      E.right('{"crm": {"value": {"a":2} }}'),
    )
  })

  it.each([
    ['no longer what it was', 'crm', '{"a":1}', '{}', 'crm: it was edited meanwhile'],
    ['not there', 'erp', from, '{}', 'erp: it was edited meanwhile'],
    ['to be no JSON', 'crm', from, TOKEN, 'crm: value: expected a JSON object'],
    ['to be no object', 'crm', from, `["${TOKEN}"]`, 'crm: value: expected a JSON object'],
    ['to be nothing', 'crm', from, '', 'crm: value: expected a JSON object'],
    [
      'to hold half a character',
      'crm',
      from,
      '{"a":"\uD83D"}',
      'crm: value: expected a JSON object',
    ],
  ])('is refused when it is %s', (_, name, was, to, sentence) => {
    expect(replaceInText(text, name, { from: was, to })).toStrictEqual(E.left(sentence))
  })

  const space = fc
    .array(fc.constantFrom(' ', '\t', '\n', '\r\n'), { maxLength: 2 })
    .map((parts) => parts.join(''))
  const value = storedText('credentials').map((parts) => partsOf(parts).join('').trim())
  const spelling = (key: string) =>
    fc.constantFrom(
      `"${key}"`,
      `"\\u${key.charCodeAt(0).toString(16).padStart(4, '0')}${key.slice(1)}"`,
    )
  const names = fc.uniqueArray(
    fc.oneof(fc.stringMatching(/^[A-Za-z0-9/_+=.@-]{1,9}$/), fc.constantFrom('__proto__', 'value')),
    { minLength: 1, maxLength: 4 },
  )
  const tags = fc.constantFrom('', '"tags":{},', '"t\\u0061gs" : { "value": "{\\"value\\": {}}" },')
  /** Files as pieces: what is before the value, the value, and what is behind it, of each entry. */
  const files = names.chain((all) =>
    fc.record({
      entries: fc.tuple(
        ...all.map((name) =>
          fc
            .tuple(spelling(name), tags, spelling('value'), value, space, space)
            .map(([key, tag, valueKey, text_, a, b]) => ({
              name,
              head: `${a}${key}${b}:${a}{${b}${tag}${a}${valueKey}${b}:${a}`,
              text: text_,
              tail: `${b}}${a}`,
            })),
        ),
      ),
      lead: fc.constantFrom('', '\uFEFF', '\n'),
      trail: space,
      chosen: fc.nat(),
      to: value,
    }),
  )

  it('keeps every other character, in its place', () => {
    void fc.assert(
      fc.property(files, ({ entries, lead, trail, chosen, to }) => {
        const index = chosen % entries.length
        const written = (texts: readonly string[]): string =>
          `${lead}{${entries.map(({ head, tail }, i) => head + texts[i] + tail).join(',')}}${trail}`
        const texts = entries.map((entry) => entry.text)
        const { name = '', text: was = '' } = entries[index] ?? {}

        const replaced = replaceInText(written(texts), name, { from: was, to })

        if (!to.isWellFormed()) {
          expect(replaced).toStrictEqual(E.left(`${name}: value: expected a JSON object`))
          return
        }
        expect(replaced).toStrictEqual(E.right(written(texts.with(index, to))))
        const again = readSecretsText(E.isRight(replaced) ? replaced.right : '')
        expect(E.isRight(again) && again.right.secrets.map((secret) => secret.text)).toStrictEqual(
          texts.with(index, to),
        )
      }),
      { seed: 42, numRuns: 400 },
    )
  })
})
