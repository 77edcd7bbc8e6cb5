import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cliFile } from './operator-cli.ts'

const completion = (...words: readonly string[]) =>
  spawnSync(process.execPath, [cliFile, 'completion', ...words], { encoding: 'utf8' })

const hasShell = (shell: string): boolean => spawnSync(shell, ['-c', ':']).status === 0

/** Runs lines in a shell that has read our script, in a folder with a file of ours. */
const inShell = (shell: string, folder: string, lines: string): string =>
  execFileSync(shell, ['-c', lines], { encoding: 'utf8', cwd: folder })

const startShell = (shell: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'token-rotation-'))
  writeFileSync(join(folder, 'script'), completion(shell).stdout)
  writeFileSync(join(folder, 'credential.json'), '{}')
  return folder
}

/** Every other suite runs where bash is; a machine without a shell says so instead of passing. */
const skipAloud = (shell: string): boolean => {
  const isAbsent = !hasShell(shell)
  if (isAbsent) process.stderr.write(`completion in ${shell} is not tested: there is no ${shell}\n`)
  return isAbsent
}

const CASES: readonly (readonly [line: string, words: readonly string[]])[] = [
  ['st', ['status']],
  ['status --status rea', ['reauthorize']],
  ['status --status reauthorize inv', ['invalid']],
  ['status --sort ex', ['expires']],
  ['client s', ['set']],
  ['client set --rep', ['--replacing']],
  ['add crm --provider hubs', ['hubspot']],
  ['add crm --format ret', ['retently']],
  ['check cred', ['credential.json']],
  ['add crm --from cred', ['credential.json']],
  ['completion z', ['zsh']],
  ['status --provider hubspot --js', ['--json']],
  ['doctor --tag-prefix x', []],
]

describe.skipIf(skipAloud('bash'))('when bash completes a line', () => {
  let folder: string
  beforeAll(() => {
    folder = startShell('bash')
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const completed = (words: readonly string[]): readonly string[] =>
    inShell(
      'bash',
      folder,
      // compopt speaks to a line that is being typed; a script has none, and takes the way of older shells
      `source ./script; complete -p token-rotation >/dev/null || exit 9
       COMP_WORDS=(token-rotation ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}
       _token_rotation; printf '%s\\n' "\${COMPREPLY[@]}"`,
    )
      .split('\n')
      .filter((word) => word !== '')

  it.each(CASES)('knows what may stand in: token-rotation %s', (line, words) => {
    expect(completed(line.split(' '))).toStrictEqual(words)
  })

  it('reads an option and its value as bash splits them', () => {
    expect(completed(['status', '--sort', '=', 'ex'])).toStrictEqual(['expires'])
    expect(completed(['status', '--sort', '='])).toContain('expires')
  })

  it('offers every command at first, and itself among them', () => {
    expect(completed([''])).toEqual(
      expect.arrayContaining(['local', 'add', 'client', 'status', 'doctor', 'completion', 'help']),
    )
  })
})

describe.skipIf(skipAloud('zsh'))('when zsh completes a line', () => {
  let folder: string
  beforeAll(() => {
    folder = startShell('zsh')
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it.each(CASES)('knows what may stand in: token-rotation %s', (line, words) => {
    const typed = line.split(' ')
    const told = inShell(
      'zsh',
      folder,
      // the completion system answers only to somebody who types, so what it is told is heard
      `compdef() { :; }; compset() { :; }
       compadd() { shift; print -rl -- "$@"; }
       _describe() { print -rl -- "\${found[@]%%:*}"; }
       _files() { print -rl -- *; }
       funcstack=(); source ./script
       words=(token-rotation ${typed.map((word) => `'${word}'`).join(' ')}); CURRENT=$(( ${typed.length} + 1 ))
       _token_rotation`,
    )
    const last = typed.at(-1) ?? ''

    expect(told.split('\n').filter((word) => word !== '' && word.startsWith(last))).toStrictEqual(
      words,
    )
  })
})

describe.skipIf(skipAloud('fish'))('when fish completes a line', () => {
  let folder: string
  beforeAll(() => {
    folder = startShell('fish')
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it.each(CASES)('knows what may stand in: token-rotation %s', (line, words) => {
    const told = inShell('fish', folder, `source ./script; complete -C 'token-rotation ${line}'`)
    const found = told.split('\n').map((row) => row.split('\t')[0])

    expect(found.filter((word) => word !== '')).toStrictEqual(words)
  })
})

describe('when a script is asked for', () => {
  it('is the same each time, and nothing but the script', () => {
    const { status, stdout, stderr } = completion('bash')

    expect({ status, stderr }).toStrictEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(/^# bash completion for token-rotation;/)
    expect(completion('bash').stdout).toBe(stdout)
  })

  it('exits with 2 for a shell that it does not know', () => {
    const { status, stdout, stderr } = completion('tcsh')

    expect({ status, stdout }).toStrictEqual({ status: 2, stdout: '' })
    expect(stderr).toContain('Allowed choices are bash, zsh, fish.')
  })
})
