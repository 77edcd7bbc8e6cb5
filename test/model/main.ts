/**
 * Goes through the interleavings of the real use case: every one of them for small bounds, and at random beyond.
 */
import { Command, InvalidArgumentError } from 'commander'
import { LONG, RANDOM } from './configurations.ts'
import { explore, type Violation } from './explore.ts'
import { walkAtRandom } from './walk.ts'
import { createWorkers } from './worker.ts'

type Options = {
  readonly only: string
  readonly maxStates: number
  readonly walks: number
  readonly seed: number
  readonly path?: string
}

const wholeNumber = (text: string): number => {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 0)
    throw new InvalidArgumentError('expected a whole number')
  return number
}

const row = (cells: readonly string[]): string =>
  cells.map((cell, i) => (i === 0 ? cell.padEnd(58) : cell.padStart(18))).join('')

const count = (number: number): string => number.toLocaleString('en')

const tell = ({ what, trace }: Violation): void => {
  console.log(`VIOLATION  ${what}`)
  for (const step of trace) console.log(`    ${step}`)
}

const exhaustively = async ({ only, maxStates }: Options): Promise<boolean> => {
  console.log(row(['configuration', 'states', 'schedules', 'healed worlds', 'seconds']))
  let isSound = true
  for (const configuration of LONG.filter(({ name }) => name.includes(only))) {
    const begin = performance.now()
    const found = await explore(createWorkers(), configuration, maxStates)
    const seconds = Math.round((performance.now() - begin) / 1000)
    const schedules = found.isComplete ? count(found.schedules) : 'not complete'
    console.log(
      row([configuration.name, count(found.states), schedules, count(found.healed), `${seconds}`]),
    )
    found.violations.forEach(tell)
    isSound &&= found.violations.length === 0
  }
  return isSound
}

const randomly = async ({ walks, seed, path }: Options): Promise<boolean> => {
  if (walks === 0) return true
  const walked = await walkAtRandom(RANDOM, {
    seed,
    walks,
    ...(path === undefined ? {} : { path }),
  })
  console.log(row([`${RANDOM.name}, seed ${seed}`, '', count(walked.walks)]))
  if (walked.violation === undefined) return true
  tell(walked.violation)
  console.log(`once more: npm run model -- --only none ${walked.violation.replay}`)
  return false
}

await new Command('npm run model --')
  .description('checks the interleavings of workers, faults and people over the real use case')
  .option('--only <text>', 'only configurations whose name contains this', '')
  .option('--max-states <n>', 'give a configuration up beyond', wholeNumber, 3_000_000)
  .option('--walks <n>', 'random walks', wholeNumber, 20_000)
  .option('--seed <n>', 'the same seed gives the same walks', wholeNumber, 1)
  .option('--path <path>', 'only the walk that a violation named')
  .action(async (options: Options) => {
    const isSound = [await exhaustively(options), await randomly(options)].every(Boolean)
    process.exitCode = isSound ? 0 : 1
  })
  .parseAsync()
