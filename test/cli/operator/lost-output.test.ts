import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cliFile, type Operator, startOperator } from './operator-cli.ts'

const FULL = '/dev/full'
const hasFull = existsSync(FULL)
if (!hasFull) console.warn(`skipped: a disk that is full, since there is no ${FULL}`)

/** Runs a command whose standard output is a file. */
const runInto = (operator: Operator, path: string, words: readonly string[]) =>
  operator.end(
    spawn('/bin/sh', ['-c', `exec "$0" "$@" > ${path}`, process.execPath, cliFile, ...words], {
      env: operator.environment,
    }),
  )

describe.skipIf(!hasFull)('when the disk is full that the output goes to', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterAll(() => operator.stop())

  it.each([
    'providers',
    'status --json',
    'completion bash',
    'rotate acme-crm/sales --no-wait',
    'console',
    'local --once',
  ])('%s says so in one line, and ends with 1', async (words) => {
    expect(await runInto(operator, FULL, words.split(' '))).toStrictEqual({
      code: 1,
      stdout: '',
      stderr: 'standard output cannot be written (ENOSPC): what was said is not complete\n',
    })
  })
})

describe('when whoever reads the output has seen enough', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterAll(() => operator.stop())

  it.each(['providers', 'status --json', 'rotate acme-crm/sales --no-wait', 'local --once'])(
    '%s says nothing of it, and ends with 0',
    async (words) => {
      const child = operator.start(words.split(' '))
      child.stdout.destroy()
      const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])
      operator.hear(stderr)

      expect({ code, stderr }).toStrictEqual({ code: 0, stderr: '' })
    },
  )
})
