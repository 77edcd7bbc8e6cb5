import { spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isInstalled } from '../../is-installed.ts'
import { currentText, operations, secretNamed } from '../../main-job/demo.ts'
import {
  type CommandRun,
  cliFile,
  type Operator,
  retentlyText,
  startOperator,
} from './operator-cli.ts'

describe('when a credential is added', () => {
  let operator: Operator
  let text: string
  let file: string
  let dryRun: CommandRun
  let namesAfterDryRun: readonly string[]
  let added: CommandRun
  let calls: readonly string[]
  let stored: string
  beforeAll(async () => {
    operator = await startOperator()
    text = await retentlyText(operator)
    file = operator.file('mine.json', text)
    const words = ['add', 'crm/retently', '--provider', 'retently', '--from', file]
    dryRun = await operator.run([...words, '--dry-run'])
    namesAfterDryRun = operator.account.secretsManager.snapshot().map(({ name }) => name)
    operator.calls.length = 0
    added = await operator.run(words)
    calls = operations(operator.calls)
    stored = currentText(operator.account, 'crm/retently')
  })
  afterAll(() => operator.stop())

  it('says in a dry run what would be done, and does nothing', () => {
    expect(dryRun).toStrictEqual({
      code: 0,
      stderr: '',
      stdout: added.stdout.replace(': created,', ': would be created,'),
    })
    expect(namesAfterDryRun).not.toContain('crm/retently')
  })

  it('makes the secret with its tags in one call, byte for byte as the file has it', () => {
    expect(calls).toStrictEqual(['DescribeSecret', 'CreateSecret'])
    expect(secretNamed(operator.account, 'crm/retently').tags).toStrictEqual({
      'token-rotation:provider': 'retently',
    })
    expect(stored).toBe(text)
  })

  it('tells what comes next and what a person has to see to', () => {
    expect(added).toStrictEqual({
      code: 0,
      stderr: '',
      stdout: `crm/retently: created, provider retently, format retently
  tags: token-rotation:provider = retently
  the credential carries its client
  its text is that of the file, byte for byte
  first refresh: with the next sweep (the list of secrets may lag by some minutes)
  whoever refreshed this grant until now must stop: two that use one refresh token lose it
  ${file} still holds the tokens; remove it when you need it no more
`,
    })
  })

  it('lets the next sweep refresh it', async () => {
    await operator.sweep()

    expect(currentText(operator.account, 'crm/retently')).toContain('"access_token"')
  })

  it('is refused a second time, and told how to take it', async () => {
    const words = ['add', 'crm/retently', '--provider', 'retently', '--from', file]

    expect(await operator.run(words)).toStrictEqual({
      code: 1,
      stdout: '',
      stderr: 'secret crm/retently is there already; to take it: --adopt\n',
    })
  })
})

describe('when the credential is fresh', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterAll(() => operator.stop())

  it('tells with --json when the first refresh comes, within the margin before the end', async () => {
    const { refreshToken } = await operator.account.authorizationServer.issue('local-retently')
    const end = new Date(Date.now() + 6 * 3_600_000)
    const input = JSON.stringify({
      client_id: 'local-retently',
      client_secret: 'planted-client',
      refresh_token: refreshToken,
      access_token: 'planted-access',
      token_expiry_date: end.toISOString(),
    })
    const { code, stdout } = await operator.run(
      ['add', 'crm/fresh', '--provider', 'retently', '--from', '-', '--json'],
      { input },
    )
    const { firstRefresh, arn, ...rest } = JSON.parse(stdout)
    const minutesBefore = (end.getTime() - Date.parse(firstRefresh)) / 60_000

    expect({ code, ...rest }).toStrictEqual({
      code: 0,
      name: 'crm/fresh',
      action: 'created',
      dryRun: false,
      provider: 'retently',
      format: 'retently',
      tags: { 'token-rotation:provider': 'retently' },
      textWritten: true,
      notes: [],
    })
    expect(arn).toBe(secretNamed(operator.account, 'crm/fresh').arn)
    // 20 % of six hours, give or take a tenth
    expect(minutesBefore).toBeGreaterThan(64)
    expect(minutesBefore).toBeLessThan(80)
  })
})

describe('when a secret is there already', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterAll(() => operator.stop())

  const existing = async (name: string, text: string): Promise<void> => {
    const { operations } = operator.account.secretsManager
    operations.CreateSecret?.({
      Name: name,
      SecretString: text,
      ClientRequestToken: crypto.randomUUID(),
    })
  }
  const adopt = (name: string) => ['add', name, '--provider', 'retently', '--adopt']
  const versionsOf = (name: string) => secretNamed(operator.account, name).versions.length

  it('is adopted as it is: only tags are written', async () => {
    await existing('old/one', await retentlyText(operator))
    const before = currentText(operator.account, 'old/one')
    const { code, stdout } = await operator.run(adopt('old/one'))

    expect({ code, first: stdout.split('\n')[0] }).toStrictEqual({
      code: 0,
      first: 'old/one: adopted, provider retently, format retently',
    })
    expect(stdout).toContain('its text stays as it is')
    expect(currentText(operator.account, 'old/one')).toBe(before)
    expect(versionsOf('old/one')).toBe(1)
  })

  it('gets the text of a file before its tag, and nothing twice when it was cut off in between', async () => {
    await existing('old/two', '{"refresh_token":"planted-old"}')
    const file = operator.file('two.json', await retentlyText(operator))
    const child = operator.start([...adopt('old/two'), '--from', file])
    operator.faults.next = ({ operation }) => {
      if (operation !== 'TagResource') return undefined
      child.kill('SIGINT')
      return { kind: 'drop' }
    }
    const cut = await operator.end(child)
    operator.faults.next = undefined
    const tagsWhenCut = secretNamed(operator.account, 'old/two').tags
    const textWhenCut = currentText(operator.account, 'old/two')
    const again = await operator.run([...adopt('old/two'), '--from', file])

    expect([cut.code, cut.stdout, tagsWhenCut]).toStrictEqual([130, '', {}])
    expect(textWhenCut).toContain('"team": 1.0')
    expect(again.code).toBe(0)
    expect(secretNamed(operator.account, 'old/two').tags).toStrictEqual({
      'token-rotation:provider': 'retently',
    })
    expect(currentText(operator.account, 'old/two')).toContain('"team": 1.0')
    expect(versionsOf('old/two')).toBe(2)
  })

  it('is asked for by the nearest name where there is none of this one', async () => {
    await existing('old/untagged', '{}')

    expect(await operator.run(adopt('old/untaged'))).toStrictEqual({
      code: 1,
      stdout: '',
      stderr:
        'secret old/untaged: expected one that is there, since --adopt takes such a one; did you mean old/untagged?\n',
    })
  })

  it('is refused where its text cannot be refreshed, and nothing is written', async () => {
    await existing('old/three', '{"client_id":"planted-id"}')

    expect(await operator.run(adopt('old/three'))).toStrictEqual({
      code: 1,
      stdout: '',
      stderr: 'secret old/three: expected a refresh token; it was read as format retently\n',
    })
    expect(secretNamed(operator.account, 'old/three').tags).toStrictEqual({})
  })

  it('is refused where its text is an export around a credential, which the functions do not look into', async () => {
    await existing(
      'old/four',
      '{"connection_id":"1","credentials":{"type":"OAUTH2","refresh_token":"planted-r"}}',
    )
    const words = ['add', 'old/four', '--provider', 'asana', '--adopt', '--client', 'acme-crm']

    expect(await operator.run(words)).toMatchObject({
      code: 1,
      stderr: 'secret old/four: expected the credential itself, without what surrounds it\n',
    })
  })
})

describe('when a secret that is adopted is tagged already', () => {
  let operator: Operator
  let file: string
  beforeAll(async () => {
    operator = await startOperator()
    file = operator.file('new.json', await retentlyText(operator))
  })
  afterAll(() => operator.stop())

  /** Makes a secret whose text has the client of a mistaken provider in it. */
  const existing = (name: string, tags: Readonly<Record<string, string>>): void => {
    operator.account.secretsManager.operations.CreateSecret?.({
      Name: name,
      SecretString: '{"client_id":"c","client_secret":"planted-s","refresh_token":"planted-old"}',
      ClientRequestToken: crypto.randomUUID(),
      Tags: Object.entries(tags).map(([key, Value]) => ({ Key: `token-rotation:${key}`, Value })),
    })
  }
  const adopt = (name: string, ...more: readonly string[]) =>
    operator.run(['add', name, '--provider', 'retently', '--adopt', '--from', file, ...more])
  const untag = 'aws secretsmanager untag-resource --region us-east-1 --secret-id'

  it.each<[string, string, Readonly<Record<string, string>>, readonly string[], string]>(
    [
      [
        'another provider',
        'tagged/0',
        { provider: 'acme-crm', 'param:a b': 'x' },
        [],
        `it is under rotation with provider acme-crm, which would be sent the credential of retently; first: token-rotation pause tagged/0 --region us-east-1, then: ${untag} tagged/0 --tag-keys 'token-rotation:param:a b' token-rotation:provider`,
      ],
      [
        'another provider, though it is paused',
        'tagged/1',
        { provider: 'acme-crm', paused: 'yes' },
        [],
        `it is under rotation with provider acme-crm, which would be sent the credential of retently; first: ${untag} tagged/1 --tag-keys token-rotation:provider`,
      ],
      [
        'another client',
        'tagged/2',
        { provider: 'retently', client: 'old' },
        ['--client', 'new'],
        `its tags say otherwise (token-rotation:client = old); give the options that they say, or first: token-rotation pause tagged/2 --region us-east-1, then: ${untag} tagged/2 --tag-keys token-rotation:client token-rotation:provider`,
      ],
      [
        'a format that is not asked for',
        'tagged/3',
        { provider: 'retently', format: 'credentials' },
        [],
        `its tags say otherwise (token-rotation:format = credentials); give the options that they say, or first: token-rotation pause tagged/3 --region us-east-1, then: ${untag} tagged/3 --tag-keys token-rotation:format token-rotation:provider`,
      ],
      [
        'its provider, but not the client that is asked for',
        'tagged/4',
        { provider: 'retently' },
        ['--client', 'new'],
        `its tags say otherwise (no token-rotation:client); give the options that they say, or first: token-rotation pause tagged/4 --region us-east-1, then: ${untag} tagged/4 --tag-keys token-rotation:provider`,
      ],
      [
        'a client, though no provider yet',
        'tagged/5',
        { client: 'old' },
        [],
        `its tags say otherwise (token-rotation:client = old); give the options that they say, or first: ${untag} tagged/5 --tag-keys token-rotation:client`,
      ],
    ].map((row, i) => [...row, `tagged/${i}`] as never),
  )(
    'writes nothing where it has %s, says what to do first, and finds it in a dry run',
    async (_, name, tags, words, problem) => {
      existing(name, tags)
      const before = secretNamed(operator.account, name)
      const refusal = { code: 1, stdout: '', stderr: `secret ${name}: ${problem}\n` }

      expect(await adopt(name, ...words, '--dry-run')).toStrictEqual(refusal)
      expect(await adopt(name, ...words)).toStrictEqual(refusal)
      expect(secretNamed(operator.account, name)).toStrictEqual(before)
    },
  )

  it('takes the text alone where the tags are the same, and points to revive', async () => {
    existing('tagged/same', { provider: 'retently' })
    operator.calls.length = 0
    const { code, stdout } = await adopt('tagged/same')

    expect(code).toBe(0)
    expect(stdout).toContain(
      'it was under rotation already; to put in no more than the tokens of a new login: token-rotation revive tagged/same --from <file>',
    )
    expect(operations(operator.calls)).not.toContain('TagResource')
    expect(currentText(operator.account, 'tagged/same')).toContain('"team": 1.0')
  })

  it('keeps a pause, and says how to end it', async () => {
    existing('tagged/paused', { paused: 'until Friday' })
    const { code, stdout } = await adopt('tagged/paused')

    expect(code).toBe(0)
    expect(stdout).toContain(
      'first refresh: not while it is paused; to go on: token-rotation resume tagged/paused',
    )
    expect(secretNamed(operator.account, 'tagged/paused').tags).toStrictEqual({
      'token-rotation:paused': 'until Friday',
      'token-rotation:provider': 'retently',
    })
  })

  it('writes nothing where somebody tags it after it was looked at', async () => {
    existing('tagged/raced', {})
    let looks = 0
    operator.faults.next = ({ operation }) => {
      // described to see whether it is there, then with its tags, then before the text is put
      if (operation === 'DescribeSecret' && ++looks === 3)
        operator.account.secretsManager.operations.TagResource?.({
          SecretId: 'tagged/raced',
          Tags: [{ Key: 'token-rotation:provider', Value: 'acme-crm' }],
        })
      return undefined
    }
    const result = await adopt('tagged/raced')
    operator.faults.next = undefined

    expect(result).toStrictEqual({
      code: 1,
      stdout: '',
      stderr: 'secret tagged/raced: it was tagged meanwhile; nothing was changed, try again\n',
    })
    expect(currentText(operator.account, 'tagged/raced')).toContain('planted-old')
  })

  it('says what is done and what is missing where AWS does not allow the tags', async () => {
    existing('tagged/denied', {})
    operator.faults.next = ({ operation }) =>
      operation === 'TagResource'
        ? { kind: 'error', status: 400, code: 'AccessDeniedException', message: 'planted-message' }
        : undefined
    const result = await adopt('tagged/denied')
    operator.faults.next = undefined
    const again = await adopt('tagged/denied')

    expect(result).toStrictEqual({
      code: 3,
      stdout: '',
      stderr:
        'not allowed: secretsmanager:TagResource on secret tagged/denied; its text was replaced, but it was not given token-rotation:provider = retently, so nothing refreshes it yet; the same command again finishes it\n',
    })
    expect(again.code).toBe(0)
    expect(secretNamed(operator.account, 'tagged/denied').versions).toHaveLength(2)
  })
})

describe('when a credential comes out of another system', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterAll(() => operator.stop())

  it.each([
    [
      'nango',
      '{"id":1,"provider_config_key":"acme","credentials":{ "type":"OAUTH2", "access_token":"planted-a","refresh_token":"planted-r","expires_at":"2030-01-01T00:00:00.000Z" }}',
      '{ "type":"OAUTH2", "access_token":"planted-a","refresh_token":"planted-r","expires_at":"2030-01-01T00:00:00.000Z" }',
    ],
    [
      'airbyte',
      '{"sourceId":"1","configuration":{"credentials":{"auth_type":"Client","client_id":"c","client_secret":"planted-s","refresh_token":"planted-r"}}}',
      '{"credentials":{"auth_type":"Client","client_id":"c","client_secret":"planted-s","refresh_token":"planted-r"}}',
    ],
    [
      'apideck-import',
      '{"credentials":{"refresh_token":"planted-r","access_token":"planted-a"},"settings":{}}',
      '{"credentials":{"refresh_token":"planted-r","access_token":"planted-a"},"settings":{}}',
    ],
  ])('takes the credential of %s, every byte of it', async (format, input, text) => {
    const name = `imported/${format}`
    const { code, stdout, stderr } = await operator.run(
      ['add', name, '--provider', 'acme-crm', '--providers', operator.providers, '--from', '-'],
      { input },
    )

    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: '' })
    expect(stdout.split('\n')[0]).toBe(`${name}: created, provider acme-crm, format ${format}`)
    expect(currentText(operator.account, name)).toBe(text)
  })
})

const hasScript = isInstalled('script', 'standard input that is a terminal')

describe('when a credential cannot be added', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterAll(() => operator.stop())

  const good = '{"client_id":"c","client_secret":"planted-s","refresh_token":"planted-r"}'

  it.each<[string, number, readonly string[], string, string]>([
    [
      'the provider is mistyped',
      2,
      ['--provider', 'retenly'],
      good,
      '--provider retenly: expected the id of a provider of the catalogue or of --providers; did you mean retently?',
    ],
    [
      'a variable has a value that is not allowed',
      2,
      ['--provider', 'smartsheet', '--param', 'domain=planted-evil.example'],
      good,
      '--param domain=…: expected one of smartsheet.com, smartsheet.eu, smartsheet.au, smartsheetgov.com',
    ],
    [
      'a variable is none of the provider',
      2,
      ['--provider', 'retently', '--param', 'region=eu'],
      good,
      '--param region: expected none, since this provider has no variable',
    ],
    [
      'the text is not JSON',
      1,
      ['--provider', 'retently'],
      '{\n  "refresh_token": "planted-r",\n}',
      'standard input: line 3, column 1: the text is not JSON from here on',
    ],
    [
      'a field is not what its format says',
      1,
      ['--provider', 'retently'],
      '{"refresh_token":"planted-r","token_expiry_date":"planted-date"}',
      'standard input: token_expiry_date: expected an ISO 8601 date-time',
    ],
    [
      'the tokens are masked',
      1,
      ['--provider', 'retently'],
      '{"client_id":"c","client_secret":"**********","refresh_token":"**********"}',
      'standard input: expected the tokens themselves; these are masked with asterisks, as by a system that does not give them out',
    ],
    [
      'there is no refresh token',
      1,
      ['--provider', 'retently'],
      '{"client_id":"c","client_secret":"planted-s"}',
      'standard input: expected a refresh token; it was read as format retently',
    ],
    [
      'its client is nowhere',
      1,
      ['--provider', 'hubspot'],
      '{"refresh_token":"planted-r"}',
      'client: secret token-rotation/clients/hubspot: expected it to exist, as a JSON object with client_id and client_secret; set it with: token-rotation client set hubspot --provider hubspot',
    ],
  ])('says why where %s', async (_, code, words, input, message) => {
    const result = await operator.run(['add', 'crm/bad', ...words, '--from', '-'], { input })

    expect(result).toStrictEqual({ code, stdout: '', stderr: `${message}\n` })
    expect(operator.account.secretsManager.snapshot().map(({ name }) => name)).not.toContain(
      'crm/bad',
    )
  })

  it('refuses a file that others can read, and says what to run', async () => {
    const file = operator.file('open.json', good, 0o644)
    const words = ['add', 'crm/bad', '--provider', 'retently', '--from', file]

    expect(await operator.run(words)).toStrictEqual({
      code: 1,
      stdout: '',
      stderr: `${file}: expected a file that its owner, and nobody else, can read and write; run: chmod 600 ${file}\n`,
    })
  })

  it.skipIf(!hasScript)('takes nothing that a terminal would show while it is typed', async () => {
    const command = `exec ${process.execPath} ${cliFile} add crm/bad --provider retently --from -`
    const child = spawn('script', ['-qec', command, '/dev/null'], { env: operator.environment })
    const { code, stdout } = await operator.end(child)

    expect([code, stdout.trim()]).toStrictEqual([
      1,
      'standard input: expected a file or a pipe, since a terminal shows what is typed',
    ])
  })

  it('keeps the names of clients for clients', async () => {
    const words = ['add', 'token-rotation/clients/a', '--provider', 'retently', '--from', '-']

    expect(await operator.run(words, { input: good })).toMatchObject({ code: 2, stdout: '' })
  })

  it('names the action and the resource that AWS does not allow', async () => {
    operator.faults.next = ({ operation }) =>
      operation === 'CreateSecret'
        ? { kind: 'error', status: 400, code: 'AccessDeniedException', message: 'planted-message' }
        : undefined
    const words = ['add', 'crm/bad', '--provider', 'retently', '--from', '-']
    const result = await operator.run(words, { input: good })
    operator.faults.next = undefined

    expect(result).toStrictEqual({
      code: 3,
      stdout: '',
      stderr: 'not allowed: secretsmanager:CreateSecret on secret crm/bad\n',
    })
  })
})
