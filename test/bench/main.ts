/**
 * `npm run bench`: measures the program against what bounds it. Prints tables and whether each goal is met, or with
 * `--json` one JSON object per bench; `--write` puts the figures in PERFORMANCE.md. Ends with 1 if a goal is not met.
 */
import { Argument, Command } from 'commander'
import { builtDist } from '../main-job/built-dist.ts'
import { benches } from './benches.ts'
import { writeToPerformancePage } from './performance-page.ts'
import { reportText } from './report-text.ts'

type Options = { readonly json: boolean; readonly write: boolean; readonly quick: boolean }

const program = new Command('npm run bench --')
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
  .action(async (names: readonly string[], { json, write, quick }: Options) => {
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
      if (write) writeToPerformancePage(bench.name, report)
      if (report.goals.some(({ isMet }) => !isMet)) process.exitCode = 1
    }
  })

await program.parseAsync()
