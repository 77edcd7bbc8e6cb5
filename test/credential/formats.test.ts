import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { describeProblem } from '../../lib/codec/decode.ts'
import type { FormatId } from '../../lib/credential/formats.ts'
import { formatOf } from '../../lib/credential/formats.ts'
import { readStored, writeStored } from '../../lib/credential/stored-credential.ts'
import { stored } from './stored.ts'

const read = (format: FormatId, object: unknown) =>
  readStored(JSON.stringify(object), { tagged: format, providerDefault: undefined })

const issuedAt = new Date('2026-03-01T12:00:00Z')
const expiresAt = new Date('2026-03-01T13:00:00Z')
const tokens = { accessToken: 'new-a', refreshToken: 'new-r', issuedAt, expiresAt }

const SMARTSHEETS = `{
  "access_token": "old-a",
  "client_id": "app",
  "client_secret": "keep",
  "refresh_token": "old-r",
  "token_expiry_date": "2026-02-28T10:00:00+01:00",
  "spreadsheet": 12345678901234567890
}
`
const CREDENTIALS =
  '{"refresh_token":"old-r","access_token":"old-a","issued_at":"2026-02-28","expires_in":600,"ratio":1.0}'
const CAMEL_CASE =
  '{"refreshToken": "old-r", "accessToken": "old-a", "issuedAt": "2026-02-28T00:00:00", "expiresIn": 600}'

describe('when a realistic text is read', () => {
  it.each([
    [
      'smartsheets',
      SMARTSHEETS,
      {
        clientId: 'app',
        clientSecret: 'keep',
        accessToken: 'old-a',
        refreshToken: 'old-r',
        expiresAt: new Date('2026-02-28T09:00:00Z'),
      },
    ],
    [
      'retently',
      '{"client_id": "app", "client_secret": "keep", "refresh_token": "old-r"}',
      {
        clientId: 'app',
        clientSecret: 'keep',
        accessToken: undefined,
        refreshToken: 'old-r',
        expiresAt: undefined,
      },
    ],
    [
      'credentials',
      CREDENTIALS,
      {
        accessToken: 'old-a',
        refreshToken: 'old-r',
        issuedAt: new Date('2026-02-28T00:00:00Z'),
        expiresAt: new Date('2026-02-28T00:10:00Z'),
      },
    ],
    [
      'credentials-camel-case',
      CAMEL_CASE,
      {
        accessToken: 'old-a',
        refreshToken: 'old-r',
        issuedAt: new Date('2026-02-28T00:00:00Z'),
        expiresAt: new Date('2026-02-28T00:10:00Z'),
      },
    ],
  ] as const)('gives the credential that %s stores', (id, text, credential) => {
    expect(readStored(text, { tagged: id, providerDefault: undefined })).toStrictEqual(
      E.right({ text, format: formatOf(id), credential }),
    )
  })
})

describe('when new tokens are written', () => {
  it.each([
    [
      'smartsheets',
      SMARTSHEETS,
      SMARTSHEETS.replace('old-a', 'new-a')
        .replace('old-r', 'new-r')
        .replace('2026-02-28T10:00:00+01:00', '2026-03-01T13:00:00.000Z'),
    ],
    [
      'retently',
      '{ "client_id": "app", "client_secret": "keep", "refresh_token": "old-r" }',
      '{ "client_id": "app", "client_secret": "keep", "refresh_token": "new-r", "access_token": "new-a", "token_expiry_date": "2026-03-01T13:00:00.000Z" }',
    ],
    [
      'credentials',
      CREDENTIALS,
      '{"refresh_token":"new-r","access_token":"new-a","issued_at":"2026-03-01T12:00:00.000Z","expires_in":3600,"ratio":1.0}',
    ],
    [
      'credentials-camel-case',
      CAMEL_CASE,
      '{"refreshToken": "new-r", "accessToken": "new-a", "issuedAt": "2026-03-01T12:00:00.000Z", "expiresIn": 3600}',
    ],
  ] as const)('puts them into the text of %s and leaves the rest', (id, text, expected) => {
    expect(writeStored(stored(text, id), tokens)).toBe(expected)
  })

  it('adds missing fields on lines of their own where the others have theirs', () => {
    const text = '{\r\n\t"refresh_token" : "r"\r\n}'

    expect(writeStored(stored(text, 'credentials'), { ...tokens, refreshToken: 'r' })).toBe(
      '{\r\n\t"refresh_token" : "r",\r\n\t"access_token" : "new-a",\r\n\t"issued_at" : "2026-03-01T12:00:00.000Z",\r\n\t"expires_in" : 3600\r\n}',
    )
  })

  it('fills an empty object', () => {
    expect(
      writeStored(stored(' { } ', 'credentials'), {
        accessToken: 'a',
        refreshToken: undefined,
        issuedAt: undefined,
        expiresAt: undefined,
      }),
    ).toBe(' {"access_token":"a" } ')
  })

  it('writes the date by which to refresh where no expiry is known and the format has a date only', () => {
    const unknown = { ...tokens, expiresAt: undefined, refreshBy: new Date('2026-03-02T12:00:00Z') }

    expect(writeStored(stored('{"token_expiry_date":null}', 'smartsheets'), unknown)).toBe(
      '{"token_expiry_date":"2026-03-02T12:00:00.000Z","access_token":"new-a","refresh_token":"new-r"}',
    )
    expect(writeStored(stored('{"issued_at":"","expires_in":60}', 'credentials'), unknown)).toBe(
      '{"issued_at":"2026-03-01T12:00:00.000Z","expires_in":null,"access_token":"new-a","refresh_token":"new-r"}',
    )
  })

  it('finds our fields however their keys are spelt, at the top level only', () => {
    const text =
      '{"refresh\\u005ftoken":"r","nested":{"refresh_token":"r"},"list":["refresh_token"]}'

    expect(writeStored(stored(text, 'credentials'), tokens)).toBe(
      '{"refresh\\u005ftoken":"new-r","nested":{"refresh_token":"r"},"list":["refresh_token"],"access_token":"new-a","issued_at":"2026-03-01T12:00:00.000Z","expires_in":3600}',
    )
  })

  it('sets a key that stands twice in both places', () => {
    expect(
      writeStored(stored('{"accessToken":"1","x":0,"accessToken":"2"}', 'credentials-camel-case'), {
        accessToken: 'a',
        refreshToken: undefined,
        issuedAt: undefined,
        expiresAt: undefined,
      }),
    ).toBe('{"accessToken":"a","x":0,"accessToken":"a"}')
  })

  it('writes into a text that is nested deeper than any call stack', () => {
    const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`

    expect(writeStored(stored(`{"x":${deep},"refresh_token":"r"}`, 'credentials'), tokens)).toBe(
      `{"x":${deep},"refresh_token":"new-r","access_token":"new-a","issued_at":"2026-03-01T12:00:00.000Z","expires_in":3600}`,
    )
  })

  it('writes into a text that is as long as a secret may be', () => {
    const long = JSON.stringify('"\\'.repeat(16_000))

    expect(
      writeStored(stored(`{"x":${long},"refreshToken":"r"}`, 'credentials-camel-case'), tokens),
    ).toBe(
      `{"x":${long},"refreshToken":"new-r","accessToken":"new-a","issuedAt":"2026-03-01T12:00:00.000Z","expiresIn":3600}`,
    )
  })
})

describe('when fields are absent, null or empty', () => {
  const nothing = { accessToken: undefined, refreshToken: undefined, expiresAt: undefined }
  const noClient = { clientId: undefined, clientSecret: undefined }
  const expiryDate = [
    'client_id',
    'client_secret',
    'access_token',
    'refresh_token',
    'token_expiry_date',
  ]

  it.each([
    ['smartsheets', expiryDate, { ...nothing, ...noClient }],
    ['retently', expiryDate, { ...nothing, ...noClient }],
    [
      'credentials',
      ['access_token', 'refresh_token', 'issued_at', 'expires_in'],
      { ...nothing, issuedAt: undefined },
    ],
    [
      'credentials-camel-case',
      ['accessToken', 'refreshToken', 'issuedAt', 'expiresIn'],
      { ...nothing, issuedAt: undefined },
    ],
  ] as const)('reads them alike in %s', (id, fields, credential) => {
    for (const object of [
      {},
      Object.fromEntries(fields.map((field) => [field, null])),
      Object.fromEntries(fields.map((field) => [field, ''])),
    ]) {
      expect(stored(JSON.stringify(object), id).credential).toStrictEqual(credential)
    }
  })

  it('knows no expiry without the issue, nor without the lifetime', () => {
    expect(stored('{"expires_in":60}', 'credentials').credential.expiresAt).toBeUndefined()
    expect(stored('{"issued_at":"2026-01-01"}', 'credentials').credential.expiresAt).toBeUndefined()
  })

  it('leaves empty strings as they are where nothing is to be written', () => {
    const text = '{"client_id":"","client_secret":null,"access_token":"","token_expiry_date":""}'

    expect(
      writeStored(stored(text, 'smartsheets'), {
        accessToken: undefined,
        refreshToken: undefined,
        issuedAt: undefined,
        expiresAt: undefined,
      }),
    ).toBe(text)
  })
})

describe('when a field is not what its format says', () => {
  const planted = 'planted-refresh-token'
  const date = 'an ISO 8601 date-time'
  const seconds = 'a whole number of seconds'

  it.each([
    ['smartsheets', 'client_id', [planted], 'string'],
    ['smartsheets', 'client_secret', { planted }, 'string'],
    ['smartsheets', 'access_token', 5, 'string'],
    ['smartsheets', 'token_expiry_date', planted, date],
    ['retently', 'refresh_token', true, 'string'],
    ['retently', 'token_expiry_date', 1772360430, date],
    ['credentials', 'refresh_token', [planted], 'string'],
    ['credentials', 'issued_at', planted, date],
    ['credentials', 'expires_in', planted, seconds],
    ['credentials-camel-case', 'accessToken', { planted }, 'string'],
    ['credentials-camel-case', 'issuedAt', false, date],
    ['credentials-camel-case', 'expiresIn', planted, seconds],
  ] as const)('tells of %s only the path %s and what was expected', (id, path, value, expected) => {
    const result = read(id, { refresh_token: planted, accessToken: planted, [path]: value })

    expect(result).toStrictEqual(E.left([{ path, expected }]))
    expect(JSON.stringify(result)).not.toContain('planted')
  })

  it.each([['3600'], [3600.5], [-1], [1e300], [true], [[]]])(
    'takes %j for no lifetime',
    (value) => {
      expect(read('credentials', { expires_in: value })).toStrictEqual(
        E.left([{ path: 'expires_in', expected: seconds }]),
      )
    },
  )

  it('tells of every bad field at once', () => {
    const result = read('credentials', {
      refresh_token: 1,
      access_token: 'a',
      issued_at: 2,
      expires_in: '',
    })

    expect(E.isLeft(result) && result.left.map(describeProblem)).toStrictEqual([
      'refresh_token: expected string',
      'issued_at: expected an ISO 8601 date-time',
    ])
  })

  it.each([
    ['no JSON', 'planted-token', 'JSON'],
    ['an unfinished text', '{"refresh_token":"planted-', 'JSON'],
    ['an empty text', '', 'JSON, and not an empty or binary value'],
    ['a comment in it', '{} // planted', 'JSON'],
    ['a byte order mark', '\uFEFF{}', 'JSON without a byte order mark'],
    ['a list', '["planted"]', 'a JSON object'],
    ['a string', '"planted"', 'a JSON object'],
    ['null', 'null', 'a JSON object'],
    ['a number', '5', 'a JSON object'],
  ])('says what was expected instead of %s', (_, text, expected) => {
    const result = readStored(text, { tagged: undefined, providerDefault: undefined })

    expect(result).toStrictEqual(E.left([{ path: '', expected }]))
  })
})

describe('when a text has keys that mean something elsewhere', () => {
  it('takes no field of the domain for a field of the format', () => {
    const text = '{"accessToken":"a","clientId":5,"clientSecret":{},"expiresAt":"x","refreshBy":1}'

    expect(stored(text, 'credentials-camel-case').credential).toStrictEqual({
      accessToken: 'a',
      refreshToken: undefined,
      issuedAt: undefined,
      expiresAt: undefined,
    })
  })

  it('takes no field from its prototype', () => {
    const text =
      '{"__proto__":{"access_token":"a","expires_in":"x"},"constructor":1,"issued_at":null}'

    expect(stored(text, 'credentials').credential).toStrictEqual({
      accessToken: undefined,
      refreshToken: undefined,
      issuedAt: undefined,
      expiresAt: undefined,
    })
  })
})
