import { spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isInstalled } from '../../is-installed.ts'
import { currentText, secretNamed } from '../../main-job/demo.ts'
import { cliFile, type Operator, startOperator } from './operator-cli.ts'

const SECRET = 'token-rotation/clients/acme'

describe('when a client comes from a file or a pipe', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterAll(() => operator.stop())

  it('is stored, replaced beside its old secret, and left alone where nothing changes', async () => {
    const set = (words: readonly string[], input: string) =>
      operator.run(['client', 'set', 'acme', ...words], { input })
    const file = operator.file('secret.txt', 'planted-1\n')
    const created = await set(['--id', '7f3c', '--from', file], '')
    const first = JSON.parse(currentText(operator.account, SECRET))
    const replaced = await set(['--replacing'], 'planted-2')
    const between = JSON.parse(currentText(operator.account, SECRET))
    const again = await set(['--replacing'], 'planted-2')
    const done = await set([], 'planted-2')

    expect(created).toStrictEqual({
      code: 0,
      stderr: '',
      stdout: `${SECRET}: created\n  it is used within 5 minutes\n`,
    })
    expect(first).toStrictEqual({ client_id: '7f3c', client_secret: 'planted-1' })
    expect(replaced.stdout.split('\n')[0]).toBe(`${SECRET}: replaced`)
    expect(between).toStrictEqual({
      client_id: '7f3c',
      client_secret: 'planted-2',
      previous_client_secret: 'planted-1',
    })
    expect(again.stdout).toBe(`${SECRET}: unchanged\n`)
    expect(done.code).toBe(0)
    expect(JSON.parse(currentText(operator.account, SECRET))).toStrictEqual({
      client_id: '7f3c',
      client_secret: 'planted-2',
    })
    expect(secretNamed(operator.account, SECRET).versions.length).toBe(3)
  })
})

describe('when a client cannot be used', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterAll(() => operator.stop())

  it.each<[string, readonly string[], string, number, string]>([
    [
      'the provider needs more',
      ['--provider', 'hubspot'],
      '{"client_id":"c"}',
      1,
      'standard input: expected client_secret, which this provider needs',
    ],
    [
      'the provider is mistyped',
      ['--provider', 'hubspt'],
      'planted-1',
      2,
      '--provider hubspt: expected the id of a provider of the catalogue or of --providers; did you mean hubspot?',
    ],
    [
      'there is no id',
      [],
      'planted-1',
      1,
      'standard input: client_id: expected it with --id, since none is stored yet',
    ],
  ])('says why where %s, and stores nothing', async (_, words, input, code, message) => {
    const result = await operator.run(['client', 'set', 'acme', ...words], { input })

    expect(result).toStrictEqual({ code, stdout: '', stderr: `${message}\n` })
    expect(operator.account.secretsManager.snapshot().map(({ name }) => name)).not.toContain(SECRET)
  })
})

const hasScript = isInstalled('script', 'hidden prompts on a terminal')

describe('when a client is asked for at a terminal', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterAll(() => operator.stop())

  /** Answers each question as it comes, and gives all that the terminal showed. */
  const atTerminal = async (answers: Readonly<Record<string, string>>) => {
    const command = `exec ${process.execPath} ${cliFile} client set acme`
    const child = spawn('script', ['-qec', command, '/dev/null'], { env: operator.environment })
    const open = new Map(Object.entries(answers))
    let shown = ''
    child.stdout.on('data', (chunk) => {
      shown += chunk
      for (const [question, answer] of open)
        if (shown.includes(question)) {
          open.delete(question)
          child.stdin.write(answer)
        }
    })
    const { code } = await operator.end(child)
    return { code, shown }
  }

  it.skipIf(!hasScript)('stores it, and shows the id but not the secret', async () => {
    const { code, shown } = await atTerminal({
      'client id': '7f3c\r',
      'client secret': 'planted-typed\r',
    })

    expect(code).toBe(0)
    expect(shown).toContain('7f3c')
    expect(shown).toContain(`${SECRET}: created`)
    expect(shown).not.toContain('planted')
    expect(JSON.parse(currentText(operator.account, SECRET))).toStrictEqual({
      client_id: '7f3c',
      client_secret: 'planted-typed',
    })
  })
})

describe('when Ctrl-C comes at a question', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterAll(() => operator.stop())

  it.skipIf(!hasScript)('ends with 130 and stores nothing', async () => {
    const command = `exec ${process.execPath} ${cliFile} client set acme --id 7f3c`
    const child = spawn('script', ['-qec', command, '/dev/null'], { env: operator.environment })
    child.stdout.once('data', () => child.stdin.write('planted-half\x03'))
    const { code } = await operator.end(child)

    expect(code).toBe(130)
    expect(operator.account.secretsManager.snapshot().map(({ name }) => name)).not.toContain(SECRET)
  })
})
