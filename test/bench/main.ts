/**
 * `npm run bench`: measures what an operator waits for. Prints a table, or with `--json` one JSON object per line.
 */
import Table from 'cli-table3'
import { Command, InvalidArgumentError } from 'commander'
import { startSampleAccount } from '../../lib/local/sample-account.ts'
import { seedSamples } from '../../lib/local/samples.ts'
import { builtDist } from '../main-job/built-dist.ts'
import { measureStatus } from './measure-status.ts'

const wholeNumber = (text: string): number => {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1 || number > 100_000)
    throw new InvalidArgumentError('expected a whole number from 1 to 100000')
  return number
}

const { fleet, json } = new Command('npm run bench --')
  .description('measures the command line on a fleet of the embedded account')
  .option('--fleet <n>', 'how many credentials', wholeNumber, 10_000)
  .option('--json', 'one JSON object per line', false)
  .parse()
  .opts<{ readonly fleet: number; readonly json: boolean }>()

const dist = builtDist()
if (!json) console.log(`making ${fleet} credentials`)
const account = await startSampleAccount({ dist, sweepMinutes: 15 })
try {
  await seedSamples(account, fleet)
  const runs = []
  for (const words of [[], ['--sort', 'expires'], ['--json']])
    runs.push(await measureStatus(dist, account, words))
  if (json) for (const run of runs) console.log(JSON.stringify(run))
  else {
    const table = new Table({
      head: ['command', 'rows', 'first row (s)', 'all (s)', 'peak (MB)'],
      style: { head: [], border: [] },
    })
    for (const { words, rows, firstRowSeconds, allSeconds, peakMegabytes } of runs)
      table.push([words, rows, firstRowSeconds, allSeconds, peakMegabytes ?? 'not known here'])
    console.log(table.toString())
  }
} finally {
  await account.stop()
}
