import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isInstalled } from '../is-installed.ts'

const project = join(import.meta.dirname, '../..')
const run = promisify(execFile)

const hasCfnLint = isInstalled('cfn-lint', 'linting of the template')

describe('when the project as it stands is synthesised', () => {
  let folder = ''
  const template = () => join(folder, 'TokenRotation.template.json')

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'token-rotation-'))
    // The build of cdk.json is replaced: other suites run the bundles at the same time.
    const synth = ['cdk', 'synth', '--quiet', '--output', folder, '--build', 'node --version']
    await run('npx', synth, { cwd: project })
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('writes the template of the stack', () => {
    expect(Object.keys(JSON.parse(readFileSync(template(), 'utf8')).Outputs)).toEqual([
      'QueueUrl',
      'DeadLetterQueueUrl',
      'LedgerName',
      'BusName',
      'SweepName',
      'RotateName',
      'NativeRotationName',
    ])
  })

  it.skipIf(!hasCfnLint)('has no cfn-lint error', async () => {
    const options = ['--format', 'json', '--non-zero-exit-code', 'none', '--template', template()]
    const { stdout } = await run('cfn-lint', options)
    const findings: readonly { readonly Level: string }[] = JSON.parse(stdout)
    expect(findings.filter(({ Level }) => Level === 'Error')).toEqual([])
  })
})
