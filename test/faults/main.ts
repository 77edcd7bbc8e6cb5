/**
 * Lets everything go wrong that can, thousands of times, and asks the authorization server after each time whether the
 * grant is alive and the secret whether it holds the newest token. Ctrl-C begins no further run and prints the table.
 */
import { Command, InvalidArgumentError } from 'commander'
import { builtDist } from '../main-job/built-dist.ts'
import { knownLosses, mishaps } from './mishaps.ts'
import { longPlan } from './plan.ts'
import { defects, reportTable } from './report-table.ts'
import { type FinishedRun, runPlan } from './run-plan.ts'
import { measureWindow, windowText } from './window.ts'

const wholeNumber = (text: string): number => {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('expected a whole number above 0')
  return number
}

type Options = {
  readonly seed: number
  readonly run?: number
  readonly group?: string
  readonly accounts: number
  readonly dist?: string
}

const PROGRESS_EVERY = 100

/** Refreshes for which the window is measured. */
const WINDOWS = 1000

const describeRun = ({ number, verdict, requests, mishap, steps }: FinishedRun): string =>
  `run ${number}: ${verdict}, ${requests} requests: ${mishap.title}\n  ${steps.join('\n  ')}`

const start = async (options: Options): Promise<void> => {
  const { seed, accounts } = options
  const all = longPlan([
    ...mishaps,
    ...(options.group === knownLosses[0]?.group ? knownLosses : []),
  ])
  const plan = all.filter(
    ({ number, mishap }) =>
      (options.run === undefined || number === options.run) &&
      (options.group === undefined || mishap.group === options.group),
  )
  if (plan.length === 0) throw new InvalidArgumentError('no run of the plan is meant')
  console.log(`${plan.length} runs, seed ${seed}, ${accounts} accounts`)
  const startedAt = Date.now()
  let done = 0
  const stopping = new AbortController()
  process.once('SIGINT', () => stopping.abort())
  const runs = await runPlan(plan, {
    dist: options.dist ?? builtDist(),
    seed,
    worlds: accounts,
    signal: stopping.signal,
    ...(options.run === undefined ? {} : { log: (line: string) => console.log(line) }),
    onRun: (run) => {
      done += 1
      if (options.run !== undefined || defects([run]).length > 0) console.log(describeRun(run))
      if (done % PROGRESS_EVERY === 0)
        console.log(`${done} runs, ${Math.round((Date.now() - startedAt) / 1000)} s`)
    },
  })
  console.log(reportTable(runs))
  const wrong = defects(runs)
  for (const { number, verdict, mishap } of wrong)
    console.log(
      `run ${number}: ${verdict}: ${mishap.title} (again: --seed ${seed} --run ${number})`,
    )
  if (plan.length === all.length)
    console.log(
      windowText(await measureWindow(options.dist ?? builtDist(), { seed, refreshes: WINDOWS })),
    )
  console.log(`seed ${seed}, ${Math.round((Date.now() - startedAt) / 1000)} s`)
  process.exitCode = wrong.length > 0 ? 1 : 0
}

await new Command('npm run faults --')
  .description('lets faults befall credentials and counts the grants that are lost')
  .option('--seed <n>', 'the same seed gives the same faults', wholeNumber, 1)
  .option('--run <n>', 'only this run of the plan, with what the functions log', wholeNumber)
  .option('--group <name>', 'only the runs of this group')
  .option('--accounts <n>', 'how many accounts work side by side', wholeNumber, 8)
  .option('--dist <folder>', 'the folder of another build')
  .action(start)
  .parseAsync()
