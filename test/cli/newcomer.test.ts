import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEMO_SECRET } from '../../lib/local/demo-secret.ts'
import { isInstalled } from '../is-installed.ts'
import { openBrowser } from '../local/authorization/open-browser.ts'
import { builtDist } from '../main-job/built-dist.ts'

const cli = join(builtDist(), 'cli.mjs')
const hasScript = isInstalled('script', "a newcomer's commands at a terminal")

/** The commands of the README's section, as they stand there. */
const commandsOfReadme = (): readonly string[] => {
  const readme = readFileSync('README.md', 'utf8')
  const section = readme.split('## From a clone to a fresh token\n')[1] ?? ''
  return section.split('```')[1]?.trim().split('\n') ?? []
}

/** Hears all that a terminal shows so far, and may type. */
type Person = (shown: string, type: (words: string) => void) => void

/** Types a command in a shell that read the file which the demo printed. */
const typed = async (environment: string, words: string, person: Person = () => undefined) => {
  const command = `${environment} && stty cols 200 && exec ${process.execPath} ${cli} ${words}`
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: { PATH: '/usr/bin:/bin', NO_COLOR: '1' },
  })
  let shown = ''
  child.stdout.on('data', (chunk) => {
    shown += chunk
    person(shown, (answer) => child.stdin.write(answer))
  })
  const [code] = await once(child, 'close')
  return { code, shown }
}

/** What the README says is typed at the questions of `client set`. */
const CLIENT = { 'client id': 'local-smartsheet', 'client secret': 'demo-secret-of-smartsheet' }

const answering = (answers: Readonly<Record<string, string>>): Person => {
  const open = new Map(Object.entries(answers))
  return (shown, type) => {
    for (const [question, answer] of open)
      if (shown.includes(question)) {
        open.delete(question)
        type(`${answer}\r`)
      }
  }
}

/** Clicks Allow at the address that is shown, once. */
const allowing = (): Person => {
  let isVisited = false
  return (shown) => {
    const [, address] = /(http:\S+)\r?\n/.exec(shown) ?? []
    if (address === undefined || isVisited) return
    isVisited = true
    const browser = openBrowser()
    void browser.visit(new URL(address)).then(({ url }) => browser.answer(url, 'allow'))
  }
}

const commands = commandsOfReadme()
const ours = commands
  .filter((command) => command.startsWith('npx token-rotation '))
  .map((command) => command.slice('npx token-rotation '.length))

describe.skipIf(!hasScript)("when a newcomer types the README's commands at the demo", () => {
  let demo: ChildProcess
  let environment = ''
  beforeAll(async () => {
    demo = spawn(process.execPath, [cli, 'local'], { stdio: ['ignore', 'pipe', 'inherit'] })
    environment = await new Promise((resolve) => {
      let said = ''
      demo.stdout?.on('data', (chunk) => {
        said += chunk
        const [, line] = /in a second terminal: (\. \S+)\n/.exec(said) ?? []
        if (line !== undefined) resolve(line)
      })
    })
  })
  afterAll(async () => {
    demo.kill('SIGINT')
    await once(demo, 'exit')
  })

  it('needs fewer than ten from the clone to the fresh token', () => {
    expect(commands.length).toBeLessThan(9)
    expect(ours.map((words) => words.split(' ')[0])).toStrictEqual([
      'client',
      'authorize',
      'rotate',
      'status',
    ])
  })

  it('stores the client and the tokens of a login, and has them refreshed', async () => {
    const [setClient = '', authorize = '', rotate = '', status = ''] = ours
    const stored = await typed(environment, setClient, answering(CLIENT))
    const loggedIn = await typed(environment, authorize, allowing())
    const rotated = await typed(environment, rotate)
    const fleet = await typed(environment, status)

    expect(stored.shown).toContain('token-rotation/clients/smartsheet: created')
    expect(loggedIn.shown).toContain('crm/smartsheet: created')
    expect(rotated.shown).toContain('crm/smartsheet: refreshed; the access token ends in 7 days')
    expect(fleet.shown).toMatch(/crm\/smartsheet +smartsheet +active +in 7 days/)
    // the demo has a credential in trouble, which is what status ends with 1 for
    expect([stored, loggedIn, rotated, fleet].map(({ code }) => code)).toStrictEqual([0, 0, 0, 1])
    for (const { shown } of [stored, loggedIn, rotated, fleet])
      expect(shown).not.toContain(DEMO_SECRET)
  })
})
