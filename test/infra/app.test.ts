import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'

const app = join(import.meta.dirname, '../../infra/app.ts')
const folder = mkdtempSync(join(tmpdir(), 'token-rotation-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs the app in an empty folder, as the CDK command line runs it. */
const run = (context: Readonly<Record<string, unknown>>) =>
  promisify(execFile)(process.execPath, ['--import', import.meta.resolve('tsx'), app], {
    cwd: folder,
    env: {
      ...process.env,
      CDK_OUTDIR: join(folder, 'cdk.out'),
      CDK_CONTEXT_JSON: JSON.stringify(context),
    },
  }).then(
    () => 'no failure',
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  )

describe('when a context value cannot be used', () => {
  it('ends with one line that names the key and what was expected', async () => {
    expect(await run({ sweepMinutes: '20' })).toEqual({
      code: 1,
      stdout: '',
      stderr: 'context key sweepMinutes: expected a whole number from 1 to 15\n',
    })
  })
})

describe('when the provider file has an error', () => {
  it('ends with one line that names the file, the place and what was expected', async () => {
    writeFileSync(join(folder, 'providers.json'), '[{"id":"acme","name":"Acme"}]')
    expect(await run({ providers: 'providers.json' })).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'context key providers: providers.json: [0].tokenUrl: expected an https URL, with {variables} in its host or path only\n',
    })
  })
})

describe('when nothing is built', () => {
  it('ends with one line that says how to build', async () => {
    const missing = ['sweep', 'rotate', 'native-rotation'].map((name) =>
      join('dist/functions', name, 'index.mjs'),
    )
    expect(await run({})).toEqual({
      code: 1,
      stdout: '',
      stderr: `expected ${missing.join(', ')}: run npm run build\n`,
    })
  })
})
