import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authorizeLine } from '../../../lib/cli/console/authorize-line.ts'
import { cliFile, type Operator, startOperator } from '../operator/operator-cli.ts'
import { type ConsoleDemo, startConsoleDemo } from './console-demo.ts'

/** A folder for the PATH of a shell: its `npx` runs this build, at a port that is free. */
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'token-rotation-npx-'))
  const npx = `#!/bin/sh\nshift\nexec '${process.execPath}' '${cliFile}' "$@" --port 0\n`
  writeFileSync(join(folder, 'npx'), npx, { mode: 0o755 })
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Types a line in a shell with these variables, up to the address of a login or the end, and gives what it says. */
const typed = async (line: string, variables: NodeJS.ProcessEnv = {}): Promise<string> => {
  const child = spawn('sh', ['-c', line], {
    env: { ...variables, PATH: `${folder}:/usr/bin:/bin` },
    detached: true,
  })
  const said: string[] = []
  for await (const words of createInterface({ input: child.stderr })) {
    said.push(words)
    // as Ctrl-C at a terminal: all that the line started
    if (words.startsWith('  http') && child.pid !== undefined) process.kill(-child.pid, 'SIGINT')
  }
  return said.join('\n')
}

/** The words that a shell makes of a line. */
const wordsOf = (line: string): readonly string[] =>
  execFileSync('sh', ['-c', `npx() { printf '%s\\n' "$AWS_PROFILE" "$@"; }; ${line}`], {
    encoding: 'utf8',
  })
    .trimEnd()
    .split('\n')

describe('when the console of the demo says what is typed to log in again', () => {
  let demo: ConsoleDemo
  beforeAll(async () => {
    demo = await startConsoleDemo()
  })
  afterAll(() => demo.stop())

  it.each(['retently/former-admin', 'acme-crm/sales'])(
    'leads a shell that knows nothing to the demo: %s',
    async (name) => {
      const { answer } = await demo.ask(`credential?name=${encodeURIComponent(name)}`)
      const said = await typed(answer.command)
      demo.hear(said)

      expect(said).toContain(`  ${demo.account.authorizationServer.authorizationUrl.href}?`)
    },
  )
})

describe('when the console of a deployment says what is typed to log in again', () => {
  const NAME = 'retently/former-admin'
  let operator: Operator
  let command: string
  beforeAll(async () => {
    operator = await startOperator()
    const providers = operator.file(
      "they're both.json",
      JSON.stringify([
        {
          id: 'retently',
          extends: 'retently',
          tokenUrl: 'http://127.0.0.1:1/token',
          authorizationUrl: 'http://127.0.0.1:1/login',
        },
      ]),
    )
    const queue = ['--queue-url', 'https://sqs.example/1/a queue', '--stack', '$HOME']
    const child = operator.start(['console', '--providers', providers, ...queue])
    const closed = once(child, 'close')
    const { value: line = '' } = await createInterface({ input: child.stdout })
      [Symbol.asyncIterator]()
      .next()
    const [, origin = '', token = ''] = /^console: (\S+)\/#token=(\S+)$/.exec(line) ?? []
    const answer = await fetch(`${origin}/api/credential?name=${encodeURIComponent(NAME)}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    const told = await answer.text()
    operator.hear(told)
    command = JSON.parse(told).command
    child.kill('SIGINT')
    await closed
  })
  afterAll(() => operator.stop())

  it('passes on what the console was told', () => {
    expect(wordsOf(command)).toStrictEqual([
      '',
      'token-rotation',
      'authorize',
      NAME,
      '--providers',
      join(operator.folder, "they're both.json"),
      '--region',
      'us-east-1',
      '--stack',
      '$HOME',
      '--queue-url',
      'https://sqs.example/1/a queue',
    ])
  })

  it('leads a shell that has the credentials to the same provider', async () => {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = operator.environment
    const said = await typed(command, { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY })
    operator.hear(said)

    expect(said).toContain('  http://127.0.0.1:1/login?')
  })
})

describe('when a line for a shell is made', () => {
  const told = { tagPrefix: 'token-rotation', stack: 'TokenRotation', region: 'eu-central-1' }

  it('leaves out what is the default, or set to nothing', () => {
    expect(
      authorizeLine('crm', { ...told, providers: '', queueUrl: '' }, { AWS_PROFILE: '' }),
    ).toBe('npx token-rotation authorize crm --region eu-central-1')
  })

  it('reads a path from where the console was started', () => {
    expect(wordsOf(authorizeLine('crm', { ...told, providers: 'mine.json' }, {}))).toContain(
      join(process.cwd(), 'mine.json'),
    )
  })

  it('keeps every word one word', () => {
    const line = authorizeLine(
      '-$(echo planted)',
      { ...told, tagPrefix: 'staging', stack: "a'b `c`;d" },
      { AWS_PROFILE: 'my profile' },
    )

    expect(wordsOf(line)).toStrictEqual([
      'my profile',
      'token-rotation',
      'authorize',
      '--region',
      'eu-central-1',
      '--tag-prefix',
      'staging',
      '--stack',
      "a'b `c`;d",
      '--',
      '-$(echo planted)',
    ])
  })
})
