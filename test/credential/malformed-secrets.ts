import type { FormatId } from '../../lib/credential/formats.ts'

/**
 * A secret's text that is no credential.
 *
 * Shape: `tagged` is the format that its tag names; `expected` is what the one message says. Whatever could be a
 * token in it begins with `planted-`. An empty text stands for a binary value, which has none.
 */
export type MalformedSecret = {
  readonly situation: string
  readonly text: string
  readonly tagged?: FormatId
  readonly expected: string
}

const TOKEN = 'planted-refresh-token'
const FIELD = `"refresh_token":"${TOKEN}"`

const row = (situation: string, text: string, expected: string, tagged?: FormatId) => ({
  situation,
  text,
  expected,
  ...(tagged === undefined ? {} : { tagged }),
})

const rows = (
  expected: string,
  texts: Readonly<Record<string, string>>,
): readonly MalformedSecret[] =>
  Object.entries(texts).map(([situation, text]) => row(situation, text, expected))

const nested = (depth: number, open: string, close: string, core = ''): string =>
  open.repeat(depth) + core + close.repeat(depth)

const NOT_JSON = rows('expected JSON', {
  'is a token alone': TOKEN,
  'is white space': ' \r\n\t',
  'is half an object': `{${FIELD}`,
  'is only a brace': '{',
  'is two objects': `{${FIELD}}{${FIELD}}`,
  'has something behind it': `{${FIELD}};`,
  'has a comma too many': `{${FIELD},}`,
  'has single quotes': `{'refresh_token':'${TOKEN}'}`,
  'has no quotes': `{refresh_token:${TOKEN}}`,
  'has a comment': `{${FIELD} /* ${TOKEN} */}`,
  'has a number that is none': `{${FIELD},"expires_in":NaN}`,
  'has a number with a leading zero': `{${FIELD},"expires_in":03600}`,
  'has a line break in a token': `{"refresh_token":"${TOKEN}\n"}`,
  'has a NUL in a token': `{"refresh_token":"${TOKEN}\0"}`,
  'has a NUL behind it': `{${FIELD}}\0`,
  'has a broken escape': `{"refresh_token":"${TOKEN}\\u12"}`,
  'is YAML': `refresh_token: ${TOKEN}\n`,
  'is a form': `refresh_token=${TOKEN}&client_id=a`,
  'is XML': `<refresh_token>${TOKEN}</refresh_token>`,
  'is base64': Buffer.from(`{${FIELD}}`).toString('base64'),
  'is UTF-16 that was read as text': Buffer.from(`{${FIELD}}`, 'utf16le').toString('latin1'),
  'is 64 KB of nothing': 'x'.repeat(65_536),
  'opens 60,000 brackets': '['.repeat(60_000),
})

const NO_OBJECT = rows('expected a JSON object', {
  'is null': 'null',
  'is true': 'true',
  'is a number': '5',
  'is a huge number': '1e999',
  'is a text': `"${TOKEN}"`,
  'is JSON within JSON': JSON.stringify(`{${FIELD}}`),
  'is an empty list': '[]',
  'is a list of credentials': `[{${FIELD}}]`,
  'is nested 10,000 times': nested(10_000, '[', ']'),
})

const NO_TOKEN = rows('expected a refresh token', {
  'is an empty object': '{}',
  'has a refresh token that is null': '{"refresh_token":null}',
  'has a refresh token that is empty': '{"refresh_token":"","access_token":""}',
  'has the fields one level down': `{"data":{${FIELD}}}`,
  'has the fields in other letters': `{"Refresh_Token":"${TOKEN}","REFRESH_TOKEN":"${TOKEN}"}`,
  'has the fields in another language': `{"token":"${TOKEN}","jeton":"${TOKEN}"}`,
  'has the fields of a prototype only': `{"__proto__":{${FIELD}}}`,
  'has a constructor only': `{"constructor":{"prototype":{${FIELD}}}}`,
  'has a last refresh token that is null': `{${FIELD},"refresh_token":null}`,
  'has a client only': '{"client_id":"planted-client","client_secret":"planted-secret"}',
  'is objects nested 10,000 times': nested(10_000, '{"":', '}', '{}'),
})

const TOO_LARGE = rows('expected at most 57344 bytes besides the tokens, so that longer ones fit', {
  'is as large as a secret can be': `{${FIELD},"note":"${'x'.repeat(65_536 - FIELD.length - 12)}"}`,
  'is too large in bytes, not in letters': `{${FIELD},"note":"${'é'.repeat(30_000)}"}`,
  'is objects nested too often': nested(14_000, '{"":', '}', '{}'),
})

/** What each kind of field is not, as it stands in JSON. */
const WRONG = {
  string: ['0', '5', 'true', 'false', '[]', '{}', `["${TOKEN}"]`, `{"t":"${TOKEN}"}`, '1e999'],
  'an ISO 8601 date-time': [
    '0',
    '1772452800',
    'true',
    '[]',
    '{}',
    '["2026-03-02"]',
    '"yesterday"',
    '"1772452800"',
    '"2026"',
    '"2026-3-2"',
    '"2026-02-30"',
    '"2026-13-01"',
    '"2026-00-10"',
    '"2026-03-02T24:00:00Z"',
    '"2026-03-02T12:60"',
    '"2026-03-02T12:00:60Z"',
    '"2026-03-02T12:00:00+24:00"',
    '"2026-03-02T12:00:00Z "',
    '"2026-W10-1"',
    '"02/03/2026"',
    '"Mon, 02 Mar 2026 12:00:00 GMT"',
    '"+012026-03-02T12:00:00Z"',
    '"9999-12-31T23:59:59-01:00"',
    '"0000-01-01T00:00:00+01:00"',
    '"\\uff12026-03-02"',
    '"2026-03-02\\u0000"',
  ],
  'a whole number of seconds': [
    '"3600"',
    '"an hour"',
    '3600.5',
    '-1',
    '1e12',
    '1e999',
    '12345678901234567890',
    'true',
    '[]',
    '[3600]',
    '{}',
  ],
} as const

const text = 'string'
const date = 'an ISO 8601 date-time'
const seconds = 'a whole number of seconds'
const EXPIRY_DATE = {
  client_id: text,
  client_secret: text,
  access_token: text,
  refresh_token: text,
  token_expiry_date: date,
} as const

const FIELDS: readonly (readonly [FormatId, Readonly<Record<string, keyof typeof WRONG>>])[] = [
  ['smartsheets', EXPIRY_DATE],
  ['retently', EXPIRY_DATE],
  [
    'credentials',
    { access_token: text, refresh_token: text, issued_at: date, expires_in: seconds },
  ],
  [
    'credentials-camel-case',
    { accessToken: text, refreshToken: text, issuedAt: date, expiresIn: seconds },
  ],
]

/** Each field of each format with each wrong value, beside a good refresh token. */
const WRONG_FIELDS = FIELDS.flatMap(([format, fields]) =>
  Object.entries(fields).flatMap(([field, kind]) =>
    WRONG[kind].map((value) => {
      const token = format === 'credentials-camel-case' ? 'refreshToken' : 'refresh_token'
      const good = field === token ? '' : `"${token}":"${TOKEN}",`
      return row(
        `has ${value.replace(TOKEN, '…')} for ${field} of ${format}`,
        `{${good}"${field}":${value}}`,
        `${field}: expected ${kind}`,
        format,
      )
    }),
  ),
)

/** What is sent must be what is stored: half of a surrogate pair has no UTF-8. */
const NOT_SENDABLE = (
  [
    ['smartsheets', 'client_id'],
    ['smartsheets', 'client_secret'],
    ['smartsheets', 'refresh_token'],
    ['credentials', 'refresh_token'],
    ['credentials-camel-case', 'refreshToken'],
  ] as const
).flatMap(([format, field]) =>
  ['\\ud800', '\\udc00x', 'x\\ude00\\ud83d'].map((half) =>
    row(
      `has ${half} in ${field} of ${format}`,
      `{"${field}":"${half}"}`,
      `${field}: expected a string without lone surrogates`,
      format,
    ),
  ),
)

/** Texts that are no credential: each is `invalid`, and stays as it is until a person mends it. */
export const MALFORMED: readonly MalformedSecret[] = [
  row('is binary', '', 'expected JSON, and not an empty or binary value'),
  row(
    'begins with a byte order mark',
    `\uFEFF{${FIELD}}`,
    'expected JSON without a byte order mark',
  ),
  ...NOT_JSON,
  ...NO_OBJECT,
  ...NO_TOKEN,
  ...TOO_LARGE,
  ...WRONG_FIELDS,
  ...NOT_SENDABLE,
  row(
    'is of another format than its tag says',
    `{${FIELD}}`,
    'expected a refresh token',
    'credentials-camel-case',
  ),
  row(
    'has nested lists for a token',
    `{"refresh_token":${nested(10_000, '[', ']')}}`,
    'refresh_token: expected string',
  ),
  row(
    'has several wrong fields',
    `{${FIELD},"access_token":5,"issued_at":"last Tuesday","expires_in":"an hour"}`,
    'access_token: expected string; issued_at: expected an ISO 8601 date-time; expires_in: expected a whole number of seconds',
  ),
]

/**
 * Other content that stands before the tokens of a credential in the format `credentials`, and is odd, but none of
 * our business: the credential is refreshed, and this stays byte for byte.
 */
export const ODD_CONTENT: Readonly<Record<string, string>> = {
  'keys that stand twice': `"note":"a","note":"b",`,
  'a prototype with tokens': `"__proto__":{"refresh_token":"${TOKEN}","expires_in":"x"},`,
  'a constructor': `"constructor":{"prototype":{"refresh_token":"${TOKEN}"}},`,
  'names of methods': `"toString":1,"hasOwnProperty":null,"valueOf":[],"then":{},`,
  'an empty key': `"":"",`,
  'lone surrogates': `"note":"\\ud800","\\udc00":"\\udfff",`,
  'a NUL': `"no\\u0000te":"\\u0000",`,
  'a byte order mark within': `"\uFEFFnote":"\uFEFF",`,
  'numbers that no reader keeps': `"a":12345678901234567890,"b":1.0,"c":-0,"d":1e999,"e":1E-9,`,
  'lists nested 10,000 times': `"note":${nested(10_000, '[', ']')},`,
  'objects nested 5,000 times': `"note":${nested(5_000, '{"a":', '}', 'null')},`,
  'fields of other formats': `"refreshToken":5,"issuedAt":"never","token_expiry_date":[],`,
  'line separators': `"note":"\u2028\u2029",\r\n\t`,
  '50 KB of it': `"note":"${'é'.repeat(25_000)}",`,
}
