import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { currentText, secretNamed } from '../../main-job/demo.ts'
import { type Operator, startOperator } from './operator-cli.ts'

describe('when a credential is exported', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
    await operator.sweep()
  })
  afterAll(() => operator.stop())

  it('is written byte for byte into a file that only its owner can read', async () => {
    const out = join(operator.folder, 'smartsheet.json')
    const result = await operator.run(['export', 'smartsheet/reporting', '--out', out])

    expect(result).toStrictEqual({
      code: 0,
      stderr: '',
      stdout: `smartsheet/reporting: written to ${out} as smartsheets, for your eyes only
  two places that use one refresh token lose it: let only one of them refresh
  it is refreshed here; before it is elsewhere: token-rotation pause smartsheet/reporting
`,
    })
    expect(readFileSync(out, 'utf8')).toBe(currentText(operator.account, 'smartsheet/reporting'))
    expect(statSync(out).mode & 0o777).toBe(0o600)
  })

  it('is written in another format, with the same tokens and dates', async () => {
    const out = join(operator.folder, 'airbyte.json')
    const words = ['export', 'retently/surveys', '--format', 'airbyte', '--out', out, '--json']
    const { code, stdout } = await operator.run(words)
    const { auth_type, ...stored } = JSON.parse(currentText(operator.account, 'retently/surveys'))

    expect({ code, ...JSON.parse(stdout) }).toStrictEqual({
      code: 0,
      name: 'retently/surveys',
      arn: secretNamed(operator.account, 'retently/surveys').arn,
      format: 'airbyte',
      out,
      leftOut: [],
    })
    expect(JSON.parse(readFileSync(out, 'utf8'))).toStrictEqual({ credentials: stored })
  })

  it('says what the format has no place for', async () => {
    const out = join(operator.folder, 'plain.json')
    const words = ['export', 'retently/surveys', '--format', 'credentials', '--out', out]
    const { stdout } = await operator.run(words)

    expect(stdout).toContain(
      "left out, since the format has no place: the client's id, the client's secret\n",
    )
  })

  it('replaces no file that is there, and touches no terminal', async () => {
    const out = operator.file('taken.json', 'theirs')
    const taken = await operator.run(['export', 'retently/surveys', '--out', out])
    const terminal = await operator.run(['export', 'retently/surveys', '--out', '-'])

    expect(taken).toStrictEqual({
      code: 1,
      stdout: '',
      stderr: `${out}: expected a new file, and it is there already\n`,
    })
    expect(readFileSync(out, 'utf8')).toBe('theirs')
    expect(terminal).toStrictEqual({
      code: 1,
      stdout: '',
      stderr: '--out: expected a file, since a terminal is no place for tokens\n',
    })
  })

  it('refuses a format that holds more than a credential, and writes nothing', async () => {
    const out = join(operator.folder, 'cache.json')
    const words = ['export', 'retently/surveys', '--format', 'msal-cache', '--out', out]

    expect(await operator.run(words)).toStrictEqual({
      code: 1,
      stdout: '',
      stderr:
        '--format: expected a format that can be made from the credential alone; msal-cache holds more than that\n',
    })
    expect(existsSync(out)).toBe(false)
  })
})
