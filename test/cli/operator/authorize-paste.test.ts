import { spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isInstalled } from '../../is-installed.ts'
import { currentText } from '../../main-job/demo.ts'
import { logIn, person } from '../../provider/login/person.ts'
import { type LoginOperator, startLoginOperator } from './login-operator.ts'
import { cliFile } from './operator-cli.ts'

const hasScript = isInstalled('script', 'the hidden prompt of a login on a terminal')

const REDIRECT = 'http://127.0.0.1:8976/callback'
const QUESTION = 'address that the browser ends at (not shown): '

describe.skipIf(!hasScript)('when the address of a login is pasted at a terminal', () => {
  let operator: LoginOperator
  beforeAll(async () => {
    operator = await startLoginOperator()
  })
  afterAll(() => operator.stop())

  /** Types at the question what a person pastes, who was shown an address, and gives all that the terminal showed. */
  const atTerminal = async (name: string, pasted: (address: string) => Promise<string>) => {
    const words = `authorize ${name} --provider desk --manual --no-browser --providers ${operator.folder}/logins.json`
    const command = `exec ${process.execPath} ${cliFile} ${words}`
    const child = spawn('script', ['-qec', command, '/dev/null'], { env: operator.environment })
    const asked = new Promise<string>((resolve) => {
      let shown = ''
      child.stdout.on('data', (chunk) => {
        shown += chunk
        const [, address] = / {2}(http\S+)\r?\n/.exec(shown) ?? []
        if (address !== undefined && shown.includes(QUESTION)) resolve(address)
      })
    })
    const ended = operator.end(child)
    const early = ended.then(({ stdout }): never => {
      throw new Error(`expected the question, not: ${stdout}`)
    })
    child.stdin.write(await Promise.race([asked.then(pasted), early]))
    const { code, stdout } = await ended
    return { code, shown: stdout }
  }

  it('stores the tokens, and shows neither the address nor its code', async () => {
    let code = ''
    const run = await atTerminal('crm/unseen', async (address) => {
      const { url } = await logIn(address, person(REDIRECT))
      code = url.searchParams.get('code') ?? ''
      return `${url.href}\r`
    })
    const { refresh_token } = JSON.parse(currentText(operator.account, 'crm/unseen'))

    expect(run.code).toBe(0)
    expect(run.shown).toContain('crm/unseen: created, provider desk')
    expect(operator.logins.secrets).toEqual(expect.arrayContaining([code, refresh_token]))
    expect(operator.spilled(run.shown)).toStrictEqual([])
    // the one that was printed has it in another spelling, as a parameter
    expect(run.shown).not.toContain(REDIRECT)
  })

  it('shows nothing of an address that is another one', async () => {
    const { code, shown } = await atTerminal(
      'crm/never',
      async () => 'https://evil.example/callback?code=planted-code&state=x\r',
    )

    expect(code).toBe(1)
    expect(shown).toContain(
      `pasted address: expected the whole one, which begins with ${REDIRECT}\r\n`,
    )
    expect(shown).not.toMatch(/evil|planted/)
    expect(operator.names()).not.toContain('crm/never')
  })

  it('ends with 130 at Ctrl-C, shows nothing of what was typed and stores nothing', async () => {
    const { code, shown } = await atTerminal('crm/never', async () => 'planted-half\x03')

    expect(code).toBe(130)
    expect(shown.endsWith(`${QUESTION}\r\n`)).toBe(true)
    expect(operator.names()).not.toContain('crm/never')
  })
})
