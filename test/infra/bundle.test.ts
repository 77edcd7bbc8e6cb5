import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const project = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'token-rotation-'))
const first = join(folder, 'first')
const second = join(folder, 'second')

const build = (to: string) =>
  promisify(execFile)('npx', ['tsx', 'infra/bundle.ts', to], { cwd: project })

const filesIn = (of: string) =>
  Object.fromEntries(
    readdirSync(of, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(of, name)).isFile())
      .sort()
      .map((name) => [name, readFileSync(join(of, name), 'utf8')]),
  )

describe('when the project is built', () => {
  beforeAll(() => build(first))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('writes a bundle per function, the command line with its catalogue and page, and the function runner', () => {
    const providers = readdirSync(join(project, 'lib/provider/catalogue')).sort()
    expect(Object.keys(filesIn(first))).toEqual([
      ...providers.map((name) => `catalogue/${name}`),
      'cli.mjs',
      'console/console.css',
      'console/console.js',
      'console/index.html',
      'function-runner.mjs',
      'functions/native-rotation/index.mjs',
      'functions/rotate/index.mjs',
      'functions/sweep/index.mjs',
    ])
  })

  it('writes the command line as a file that can be started', () => {
    expect(statSync(join(first, 'cli.mjs')).mode & 0o111).toBe(0o111)
    expect(readFileSync(join(first, 'cli.mjs'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n(?!#!)/)
  })

  it('gives the same bytes again, so that an unchanged function is not deployed anew', async () => {
    await build(second)
    expect(filesIn(second)).toEqual(filesIn(first))
  })

  it('leaves files alone that did not change, since somebody may be running them', async () => {
    const rotate = join(first, 'functions/rotate/index.mjs')
    const before = statSync(rotate)
    await build(first)
    expect(statSync(rotate)).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs })
  })
})
