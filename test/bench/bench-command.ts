import { Argument, Command } from 'commander'
import type { Bench, BenchReport } from './bench.ts'
import { reportText } from './report-text.ts'

type Options = { readonly json: boolean; readonly write: boolean; readonly quick: boolean }

/** What the command works with. Shape: `builtDist` gives the folder of the build; `write` records a report. */
export type BenchWorld = {
  readonly benches: readonly Bench[]
  readonly builtDist: () => string
  readonly write: (name: string, report: BenchReport) => void
}

/**
 * The command line of `npm run bench`.
 *
 * Errors: ends with 1 if a goal is not met; with 2, before anything is measured, if rough figures were to be recorded,
 * since the page says of all figures that they are of a whole run.
 */
export const benchCommand = ({ benches, builtDist, write }: BenchWorld): Command => {
  const command = new Command('npm run bench --')
    .description('measures the program against what bounds it; on a quiet machine')
    .addArgument(
      new Argument('[names...]', 'what to measure; absent: all').choices(
        benches.map(({ name }) => name),
      ),
    )
    .option('--json', 'one JSON object per bench', false)
    .option('--write', 'put the figures in PERFORMANCE.md', false)
    .option('--quick', 'the smallest run that still measures; its figures are rough', false)
    .addHelpText(
      'after',
      `\nBenches:\n${benches.map(({ name, about }) => `  ${name.padEnd(12)}${about}`).join('\n')}`,
    )
  return command.action(async (names: readonly string[], options: Options) => {
    const { json, quick } = options
    if (quick && options.write) command.error(ROUGH, { exitCode: 2 })
    const dist = builtDist()
    for (const bench of benches) {
      if (names.length > 0 && !names.includes(bench.name)) continue
      if (!json) console.log(`${bench.name}: ${bench.about}`)
      const report = await bench.run({
        dist,
        isQuick: quick,
        tell: (progress) => console.error(`  ${progress}`),
      })
      console.log(json ? JSON.stringify({ bench: bench.name, ...report }) : reportText(report))
      if (options.write) write(bench.name, report)
      if (report.goals.some(({ isMet }) => !isMet)) process.exitCode = 1
    }
  })
}

const ROUGH =
  'error: --quick cannot be used with --write: its figures are rough, and PERFORMANCE.md holds those of a whole run'
