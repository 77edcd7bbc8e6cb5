import { describe, expect, it, vi } from 'vitest'
import type { BenchReport } from './bench.ts'
import { benchCommand } from './bench-command.ts'

const report: BenchReport = {
  tables: [],
  goals: [{ goal: 'holds', measured: 'it', isMet: true }],
}

/** Runs the command with one bench, and gives what was run and written, and how it ended. */
const run = async (...words: readonly string[]) => {
  const [ran, written, said]: [boolean[], string[], string[]] = [[], [], []]
  const command = benchCommand({
    benches: [
      {
        name: 'one',
        about: 'a bench',
        run: async ({ isQuick }) => {
          ran.push(isQuick)
          return report
        },
      },
    ],
    builtDist: () => 'dist',
    write: (name) => written.push(name),
  })
    .exitOverride()
    .configureOutput({ writeErr: (text) => said.push(text) })
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  const exitCode = await command.parseAsync(words, { from: 'user' }).then(
    () => 0,
    ({ exitCode }) => exitCode,
  )
  log.mockRestore()
  return { ran, written, exitCode, said: said.join('') }
}

describe('when a bench is asked for', () => {
  it('records the figures of a whole run', async () => {
    expect(await run('one', '--write')).toMatchObject({
      ran: [false],
      written: ['one'],
      exitCode: 0,
    })
  })

  it('shows those of a quick one', async () => {
    expect(await run('--quick')).toMatchObject({ ran: [true], written: [], exitCode: 0 })
  })

  it('refuses to record those of a quick one, before it measures', async () => {
    const refused = await run('one', '--quick', '--write')

    expect(refused).toMatchObject({ ran: [], written: [], exitCode: 2 })
    expect(refused.said).toContain('--quick cannot be used with --write')
  })
})
