import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { DEMO_SECRET } from '../../lib/local/demo-secret.ts'
import { isInstalled } from '../is-installed.ts'
import { builtDist } from './built-dist.ts'

const run = promisify(execFile)
const cli = join(builtDist(), 'cli.mjs')

// biome-ignore lint/suspicious/noControlCharactersInRegex: it is the escape character that is looked for
const ESCAPE = /\x1b/
const CTRL_C = '\x03'

describe('when the demo runs once and not on a terminal', () => {
  it('exits with 0 and says in plain lines, without a secret, what it did', async () => {
    const { stdout, stderr } = await run(process.execPath, [cli, 'local', '--once', '--verbose'])

    expect(stdout).toContain('7 credentials: 5 active, 1 invalid, 1 reauthorize')
    expect(stdout).toContain('4 refreshed at the authorization server')
    expect(stdout).not.toMatch(ESCAPE)
    expect(stdout).not.toContain(DEMO_SECRET)
    expect(stderr).toBe('')
  })
})

describe('when the demo is interrupted', () => {
  it('ends with a summary, takes its file for other terminals away, and exits with 0', async () => {
    const child = spawn(process.execPath, [cli, 'local'], { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
      // a second Ctrl-C would end it at once
      if (!child.killed && output.includes('Reauthorization Required')) child.kill('SIGINT')
    })
    const [code] = await once(child, 'exit')

    expect(code).toBe(0)
    expect(output).toContain('7 credentials:')
    expect(output).not.toContain(DEMO_SECRET)
    const [, file = ''] = /second terminal: \. (\S+)/.exec(output) ?? []
    expect(file).toMatch(/env$/)
    expect(existsSync(file)).toBe(false)
  })
})

const hasScript = isInstalled('script', 'the demo on a terminal')

describe('when the demo runs on a terminal', () => {
  it.skipIf(!hasScript)('shows the fleet as a table until Ctrl-C', async () => {
    const child = spawn('script', [
      '-qec',
      `stty cols 150 rows 40; exec ${process.execPath} ${cli} local`,
      '/dev/null',
    ])
    let output = ''
    child.stdout.on('data', (chunk) => {
      if (!output.includes('next sweep in') && String(chunk).includes('next sweep in'))
        child.stdin.write(CTRL_C)
      output += chunk
    })
    const [code] = await once(child, 'exit')

    expect(code).toBe(0)
    expect(output).toMatch(ESCAPE)
    expect(output).toContain('7 credentials:')
    expect(output).not.toContain(DEMO_SECRET)
  })
})

describe('when an option is wrong', () => {
  it('says which and what was expected, and exits with 1', async () => {
    const failure = await run(process.execPath, [cli, 'local', '--sweep-minutes', '99']).catch(
      (error: unknown) => error,
    )

    expect(failure).toMatchObject({ code: 1, stdout: '' })
    expect(failure).toHaveProperty('stderr', expect.stringContaining('--sweep-minutes'))
    expect(failure).toHaveProperty(
      'stderr',
      expect.stringContaining('expected a whole number from 1 to 15'),
    )
  })
})

describe('when the port is in use', () => {
  it('says so and exits with 1', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const port = (other.address() as AddressInfo).port
    const failure = await run(process.execPath, [cli, 'local', '--port', `${port}`]).catch(
      (error: unknown) => error,
    )
    other.close()

    expect(failure).toMatchObject({
      code: 1,
      stderr: `port ${port} is in use; choose another one with --port\n`,
    })
  })
})
