import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Operator, startOperator } from './operator-cli.ts'

const GOOD = `{
  "access_token": "planted-a",
  "refresh_token": "planted-r",
  "issued_at": "2026-01-02T03:04:05Z",
  "expires_in": 3600,
  "planted-key-1": true
}
`

describe('when a credential file is checked', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterAll(() => operator.stop())

  it('says what it is taken for and why, and what it holds', async () => {
    const file = operator.file('good.json', GOOD)
    const { code, stdout, stderr } = await operator.run(['check', file])

    expect(stdout.replace(/ \(\S+ \S+ ago\)/g, '')).toBe(`${file}
  format             credentials (by issued_at, expires_in)
  fields             access_token, refresh_token, issued_at, expires_in, 1 with another name
  holds              an access token, a refresh token
  issued             2026-01-02T03:04:05.000Z
  access token ends  2026-01-02T04:04:05.000Z
`)
    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: '' })
  })

  it('says what would happen under a provider', async () => {
    const file = operator.file('xero.json', GOOD)
    const { code, stdout } = await operator.run(['check', file, '--provider', 'xero'])

    expect(stdout).toContain('  provider           xero (Xero)\n')
    expect(stdout).toContain(
      '  client             looked up in the secret token-rotation/clients/xero (client_id and client_secret)\n',
    )
    expect(stdout).toContain('  first refresh      at the first sweep that sees it\n')
    expect(stdout).toMatch(/grant ends {9}\S+Z \(in 60 days\) at the latest/)
    expect(code).toBe(0)
  })

  it('tells a credential that carries its client', async () => {
    const text =
      '{"client_id":"planted-c","client_secret":"planted-s","refresh_token":"planted-r","token_expiry_date":"2026-01-02T03:04:05Z"}'
    const { stdout } = await operator.run(['check', '-', '--provider', 'smartsheet', '--json'], {
      input: text,
    })

    expect(JSON.parse(stdout).facts).toStrictEqual(
      expect.arrayContaining([
        {
          about: 'format',
          text: 'smartsheets (by token_expiry_date; retently would fit too)',
        },
        { about: 'client', text: 'the credential carries it' },
      ]),
    )
  })

  it('reads the standard input', async () => {
    const { code, stdout } = await operator.run(['check', '-'], { input: GOOD })

    expect(stdout).toMatch(/^standard input\n {2}format/)
    expect(code).toBe(0)
  })

  it('warns of a file that others can read', async () => {
    const file = operator.file('shared.json', GOOD, 0o644)
    const { code, stdout } = await operator.run(['check', file])

    expect(stdout).toContain('  note               others can read this file: chmod 600')
    expect(code).toBe(0)
  })

  it.each([
    ['{\n  "a": planted-x\n}', 'line 2, column 8: the text is not JSON from here on'],
    ['{"a": 1', 'line 1, column 8: the text is not JSON from here on'],
    ['[]', 'line 1, column 1: expected a JSON object'],
    [
      '{\n "issued_at": "planted-x",\n "expires_in": "planted-y"\n}',
      'line 2, column 15: issued_at: expected an ISO 8601 date-time\nstandard input: line 3, column 16: expected a whole',
    ],
    ['{"planted": "planted-x"}', 'expected a token or a client in a field of a known format'],
    ['{"refresh_token": "****"}', 'expected the tokens themselves; these are masked'],
  ])('says where %j is wrong, without a word of it, and exits with 1', async (input, message) => {
    const { code, stdout, stderr } = await operator.run(['check', '-'], { input })

    expect(stderr.replace('expires_in: expected', 'expected')).toContain(
      `standard input: ${message}`,
    )
    expect({ code, stdout }).toStrictEqual({ code: 1, stdout: '' })
  })

  it('exits with 1 for a credential that its provider could not refresh', async () => {
    const words = ['check', '-', '--provider', 'hubspot']
    const { code, stdout, stderr } = await operator.run(words, { input: '{"client_id":"x"}' })

    expect(stderr).toBe(
      'standard input: expected a refresh token; it was read as format credentials\n',
    )
    expect(stdout).toContain('  holds ')
    expect(code).toBe(1)
  })

  it.each([
    [['--provider', 'hubspto'], '--provider hubspto: expected the id of a provider'],
    [['--provider', 'zendesk'], '--param subdomain=…: expected one DNS label'],
    [['--format', 'toml'], 'expected one of '],
    [['--param', 'x'], 'expected name=value'],
  ])('exits with 2 when it is used with %j', async (words, message) => {
    const { code, stderr } = await operator.run(['check', '-', ...words], { input: GOOD })

    expect(stderr).toContain(message)
    expect(code).toBe(2)
  })

  it('exits with 1 when there is no such file', async () => {
    const { code, stderr } = await operator.run(['check', '/nowhere/at-all.json'])

    expect(stderr).toBe('/nowhere/at-all.json: expected a readable file of UTF-8 text\n')
    expect(code).toBe(1)
  })
})
