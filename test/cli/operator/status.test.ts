import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isInstalled } from '../../is-installed.ts'
import { operations } from '../../main-job/demo.ts'
import { cliFile, type Operator, startOperator } from './operator-cli.ts'

const linesOf = (text: string): readonly string[] => text.trimEnd().split('\n')

/** The first three columns of a table, the head left out. */
const standing = (stdout: string): readonly string[] =>
  linesOf(stdout)
    .slice(1, -1)
    .map((line) => line.split(/ {2,}/).slice(0, 3).join(' '))

describe('when a fleet was swept', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
    await operator.sweep()
  })
  afterAll(() => operator.stop())

  it('shows each credential on a line, counts them, and exits with 1 for those that need a person', async () => {
    const { code, stdout, stderr } = await operator.run(['status'])

    expect(standing(stdout)).toStrictEqual([
      'smartsheet/reporting smartsheet active',
      'retently/surveys retently active',
      'acme-crm/sales acme-crm active',
      'acme-billing/invoices acme-billing active',
      'acme-crm/support acme-crm active',
      'acme-crm/typo acme-crm invalid',
      'retently/former-admin retently reauthorize',
    ])
    expect(stdout).toContain('expires_in: expected a whole number of seconds')
    expect(stdout).toContain('a person must log in again at Retently')
    expect(linesOf(stdout).at(-1)).toBe('7 credentials: 1 reauthorize, 1 invalid, 5 active')
    expect({ code, stderr }).toStrictEqual({ code: 1, stderr: '' })
  })

  it('reads the list and the ledger, and nothing else', async () => {
    operator.calls.length = 0
    await operator.run(['status'])

    expect(operations(operator.calls)).toStrictEqual(['ListSecrets', 'BatchGetItem'])
  })

  it('shows what is asked for alone, and exits with 0 if none of it needs a person', async () => {
    const { code, stdout } = await operator.run([
      'status',
      '--status',
      'active',
      'static',
      '--provider',
      'acme-crm',
    ])

    expect(standing(stdout)).toStrictEqual([
      'acme-crm/sales acme-crm active',
      'acme-crm/support acme-crm active',
    ])
    expect(linesOf(stdout).at(-1)).toBe('2 credentials: 2 active')
    expect(code).toBe(0)
  })

  it.each([
    ['status', ['retently/former-admin', 'acme-crm/typo']],
    ['name', ['acme-billing/invoices', 'acme-crm/sales']],
  ])('sorts by %s', async (order, first) => {
    const { stdout } = await operator.run(['status', '--sort', order])

    expect(standing(stdout).map((line) => line.split(' ')[0])).toStrictEqual(
      expect.arrayContaining(first),
    )
    expect(
      standing(stdout)
        .map((line) => line.split(' ')[0])
        .slice(0, 2),
    ).toStrictEqual(first)
  })

  it('writes one object per line as JSON, with dates in ISO 8601', async () => {
    const { code, stdout } = await operator.run(['status', '--json', '--provider', 'retently'])
    const [surveys, admin] = linesOf(stdout).map((line) => JSON.parse(line))

    expect(surveys).toStrictEqual({
      name: 'retently/surveys',
      arn: expect.stringMatching(/:secret:retently\/surveys-\w{6}$/),
      provider: 'retently',
      format: 'retently',
      status: 'active',
      isAtWork: false,
      nextAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      expiresAt: expect.stringMatching(/Z$/),
      refreshedAt: expect.stringMatching(/Z$/),
    })
    expect(admin).toMatchObject({ status: 'reauthorize', error: 'grant_rejected', failures: 1 })
    expect(code).toBe(1)
  })

  it.each([
    ['--status paused', '0 of 7 credentials match'],
    ['--provider xero', '0 of 7 credentials match'],
    [
      '--provider retenly',
      '0 of 7 credentials match; --provider retenly: none has it; did you mean retently?',
    ],
    [
      '--provider acme-cmr --sort name',
      '0 of 7 credentials match; --provider acme-cmr: none has it; did you mean acme-crm?',
    ],
    [
      '--status paused --provider qqqqqq',
      '0 of 7 credentials match; --provider qqqqqq: none has it',
    ],
  ])('says that none matches %s, not that there is none', async (words, line) => {
    expect(await operator.run(['status', ...words.split(' ')])).toStrictEqual({
      code: 0,
      stdout: `${line}\n`,
      stderr: '',
    })
  })

  it('says which provider nobody knows, beside what does match', async () => {
    const { stdout } = await operator.run([
      'status',
      '--provider',
      'acme-billing',
      'hubspo',
      'hubspot',
    ])

    expect(linesOf(stdout).at(-1)).toBe(
      '1 credential: 1 active; --provider hubspo: none has it; did you mean hubspot?',
    )
  })

  it('writes nothing as JSON where nothing matches', async () => {
    expect(await operator.run(['status', '--json', '--provider', 'retenly'])).toStrictEqual({
      code: 0,
      stdout: '',
      stderr: '',
    })
  })

  it('shows an empty fleet of another prefix as such', async () => {
    expect(await operator.run(['status', '--tag-prefix', 'another'])).toStrictEqual({
      code: 0,
      stdout: '0 credentials with the tag another:provider in us-east-1\n',
      stderr: '',
    })
  })

  it('stops quietly when nobody reads on', async () => {
    const child = spawn(process.execPath, [cliFile, 'status'], {
      env: operator.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let complaint = ''
    child.stderr.on('data', (chunk) => {
      complaint += chunk
    })
    child.stdout.destroy()
    const [code] = await once(child, 'close')

    expect({ code, complaint }).toStrictEqual({ code: 0, complaint: '' })
  })

  const hasScript = isInstalled('script', 'the fleet on a terminal')

  it.skipIf(!hasScript)(
    'is drawn on a terminal in colours until Ctrl-C, which ends with 130',
    async () => {
      const child = spawn(
        'script',
        [
          '-qec',
          `stty cols 110 rows 24; exec ${process.execPath} ${cliFile} status --watch`,
          '/dev/null',
        ],
        { env: { ...operator.environment, TERM: 'xterm' } },
      )
      let output = ''
      child.stdout.on('data', (chunk) => {
        if (!output.includes('Ctrl-C ends') && `${output}${chunk}`.includes('Ctrl-C ends'))
          child.stdin.write('\x03')
        output += chunk
      })
      const [code] = await once(child, 'close')
      operator.hear(output)

      expect(output).toContain('\x1b[32mactive')
      expect(output).toContain('7 credentials: 1 reauthorize, 1 invalid, 5 active')
      expect(output).toContain('…')
      expect(code).toBe(130)
    },
  )
})

describe('when no sweep has been yet', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterAll(() => operator.stop())

  it('shows credentials as new, and as due', async () => {
    const { code, stdout } = await operator.run(['status', '--provider', 'smartsheet'])

    expect(linesOf(stdout)[1]).toMatch(/^smartsheet\/reporting +smartsheet +new +now$/)
    expect(code).toBe(0)
  })
})

describe('when the command is used wrongly', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterAll(() => operator.stop())

  it.each([
    [['status', '--sort', 'colour'], 'Allowed choices are name, status'],
    [['status', '--watch'], '--watch: expected a terminal\n'],
    [['status', '--tag-prefix', 'a b'], 'expected 3 to 100 letters'],
    [['status', '--region', 'nowhere'], 'region: expected a name such as eu-central-1\n'],
    [['statsu'], "unknown command 'statsu'"],
  ])('says what is wrong with %j, and exits with 2', async (words, message) => {
    const { code, stdout, stderr } = await operator.run(words)

    expect(stderr).toContain(message)
    expect({ code, stdout }).toStrictEqual({ code: 2, stdout: '' })
  })

  it('says so in one line when no region is known', async () => {
    const env = { AWS_REGION: '', AWS_CONFIG_FILE: '/nowhere', AWS_PROFILE: '' }

    expect(await operator.run(['status'], { env })).toStrictEqual({
      code: 2,
      stdout: '',
      stderr: 'no AWS region: give --region, or set AWS_REGION, or region in the AWS profile\n',
    })
  })
})
