import * as fc from 'fast-check'
import type { Tokens } from '../../lib/credential/credential.ts'
import { type FlatFormatId, flatFields, type Kind } from './flat-fields.ts'

/** One property as it is spelt. Shape: `gaps` is the white space before the key, around the colon, and after the value. */
export type Entry = {
  readonly key: string
  readonly keyText: string
  readonly valueText: string
  readonly gaps: readonly [string, string, string, string]
}

/** A stored text in its parts, so that a test can say which bytes are whose. */
export type StoredText = {
  readonly lead: string
  readonly entries: readonly Entry[]
  readonly hollow: string
  readonly trail: string
}

/** The text up to the end of its last value, and what comes behind. */
export const partsOf = ({
  lead,
  entries,
  hollow,
  trail,
}: StoredText): readonly [string, string] => {
  const body = entries.map(
    ({ keyText, valueText, gaps: [before, left, right, after] }, i) =>
      `${before}${keyText}${left}:${right}${valueText}${i < entries.length - 1 ? `${after},` : ''}`,
  )
  return [`${lead}{${body.join('')}`, `${entries.at(-1)?.gaps[3] ?? hollow}}${trail}`]
}

const space = fc
  .array(fc.constantFrom(' ', '\t', '\n', '\r\n', '  '), { maxLength: 3 })
  .map((parts) => parts.join(''))

const spelling = (text: fc.Arbitrary<string>): fc.Arbitrary<readonly [string, string]> =>
  fc
    .tuple(text, fc.constantFrom('plain', 'escaped'))
    .map(([value, how]) => [
      value,
      how === 'plain'
        ? JSON.stringify(value)
        : `"${[...Array(value.length).keys()].map((i) => `\\u${value.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')}"`,
    ])

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    '"',
    '\\',
    '\\"',
    '"}',
    '{"a":1}',
    ',',
    ':',
    '\u2028',
    '\uFEFF',
    '\uD800',
    '😀',
    '/',
  ),
)

const NUMBERS = [
  '0',
  '-0',
  '1.0',
  '1e5',
  '1E+5',
  '-1.50e-10',
  '12345678901234567890',
  '0.10',
  '1e999',
]
const { value: foreignValue } = fc.letrec<{ value: string; list: string; object: string }>(
  (tie) => ({
    value: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      fc.constantFrom(...NUMBERS, 'true', 'false', 'null', '"\\/\\b\\u00e9"'),
      spelling(anyText).map(([, text]) => text),
      tie('list'),
      tie('object'),
    ),
    list: fc
      .tuple(space, fc.array(fc.tuple(tie('value'), space), { maxLength: 3 }))
      .map(([lead, items]) => `[${lead}${items.map(([text, gap]) => text + gap).join(',')}]`),
    object: fc
      .tuple(space, fc.array(fc.tuple(spelling(anyText), space, tie('value')), { maxLength: 3 }))
      .map(
        ([gap, items]) =>
          `{${gap}${items.map(([[, key], g, text]) => `${key}${g}:${text}`).join(',')}}`,
      ),
  }),
)

const FOREIGN_KEYS = [
  '__proto__',
  'toString',
  'constructor',
  'hasOwnProperty',
  '',
  'a"b',
  'a\\b',
  'é',
  '0',
]

const seconds = fc.oneof(fc.nat(1e9).map(String), fc.constantFrom('0', '3600.0', '36e2', '3.6E+3'))
const dates = fc.date({
  min: new Date('1970-01-01T00:00:00Z'),
  max: new Date('2200-01-01T00:00:00Z'),
  noInvalidDate: true,
})
const dateText = fc.oneof(
  dates.map((date) => date.toISOString()),
  fc.constantFrom('2026-03-01', '2026-03-01T10:00:00+02:00', '2026-03-01 10:00'),
)
const nonEmpty = fc.string({ unit: 'binary', minLength: 1 })

const ownSpelling = (kind: Kind): fc.Arbitrary<string> => {
  switch (kind) {
    case 'seconds':
      return seconds
    case 'epoch seconds':
      return fc.oneof(fc.nat(4e9).map(String), fc.constantFrom('17722728e2', '1772272800.0'))
    case 'epoch milliseconds':
      return fc.oneof(fc.nat(4e12).map(String), fc.constantFrom('1.7722728E12', '0'))
    case 'date':
      return spelling(dateText).map(([, text]) => text)
    case 'date without fraction':
      return fc.constantFrom(
        '"2026-03-01T10:00:00Z"',
        '"2026-03-01"',
        '"2026-03-01T10:00:00+02:00"',
      )
    case 'text':
      return spelling(nonEmpty).map(([, text]) => text)
  }
}

const ownValue = (kind: Kind): fc.Arbitrary<string> =>
  fc.oneof(fc.constantFrom('null', '""'), ownSpelling(kind))

const entry = (key: fc.Arbitrary<string>, valueText: fc.Arbitrary<string>): fc.Arbitrary<Entry> =>
  fc
    .record({ spelt: spelling(key), valueText, gaps: fc.tuple(space, space, space, space) })
    .map(({ spelt: [name, keyText], ...rest }) => ({ key: name, keyText, ...rest }))

const LAYOUTS = {
  minified: ['', '', '', ''],
  pretty: ['\n  ', '', ' ', ''],
  windows: ['\r\n\t', ' ', ' ', ''],
} as const

/** Texts of a format with arbitrary other content, spelling, order and white space. */
export const storedText = (id: FlatFormatId): fc.Arbitrary<StoredText> => {
  const tokens = Object.entries(flatFields(id)).map(([key, { kind }]) => [key, kind] as const)
  const hasClient = ['smartsheets', 'retently', 'google-authorized-user'].includes(id)
  const client: Readonly<Record<string, Kind>> = hasClient
    ? { client_id: 'text', client_secret: 'text' }
    : {}
  const own: Readonly<Record<string, Kind>> = { ...Object.fromEntries(tokens), ...client }
  const foreignKey = fc
    .oneof(fc.constantFrom(...FOREIGN_KEYS), anyText)
    .filter((key) => !Object.hasOwn(own, key))
  return fc
    .record({
      own: fc.tuple(
        ...Object.entries(own).map(([key, kind]) =>
          fc.array(entry(fc.constant(key), ownValue(kind)), { maxLength: 1 }),
        ),
      ),
      foreign: fc.array(entry(foreignKey, foreignValue), { maxLength: 6 }),
      layout: fc.constantFrom('as generated', ...(['minified', 'pretty', 'windows'] as const)),
      lead: space,
      hollow: space,
      trail: space,
      order: fc.infiniteStream(fc.nat()),
    })
    .map(({ own: ours, foreign, layout, order, ...rest }) => ({
      ...rest,
      entries: [...ours.flat(), ...foreign]
        .map((item) => ({ item, rank: order.next().value ?? 0 }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ item }) => (layout === 'as generated' ? item : { ...item, gaps: LAYOUTS[layout] })),
    }))
}

/** What a refresh may give. */
export const newTokens: fc.Arbitrary<Tokens> = fc
  .record({
    accessToken: nonEmpty,
    refreshToken: fc.option(nonEmpty, { nil: undefined }),
    issuedAt: fc.option(dates, { nil: undefined }),
    lifetime: fc.option(fc.nat(1e8), { nil: undefined }),
  })
  .map(({ lifetime, ...tokens }) => ({
    ...tokens,
    expiresAt:
      tokens.issuedAt === undefined || lifetime === undefined
        ? undefined
        : new Date(tokens.issuedAt.getTime() + lifetime * 1000),
  }))
