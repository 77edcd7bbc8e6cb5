/**
 * Kills the kept demo again and again with SIGKILL, each time at a random moment, and asks the authorization server's
 * books and every store what was lost.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { killAgainAndAgain, notHealed, type Toll } from './kill-again-and-again.ts'
import { randomMoments } from './random-moments.ts'

const wholeNumber = (text: string): number => {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('expected a whole number above 0')
  return number
}

/** A lease takes 150 s. */
const HEALING_SECONDS = 170

const tollTable = (toll: Toll, unusable: readonly string[]): string =>
  [
    ['kills', toll.kills],
    ['  before the demo was ready', toll.beforeReady],
    ['refreshes told', toll.refreshes],
    ['refreshes cut off by a kill', toll.cutOff.size],
    ['acknowledged writes by hand', toll.writes],
    ['  of these lost', toll.lostWrites.length],
    ['grants lost between the answer and the durable write', toll.lostInTheWindow],
    ['grants lost otherwise', toll.lostGrants.length],
    ['credentials without their good token in the end', unusable.length],
  ]
    .map(([what, count]) => `${String(what).padEnd(54)}${String(count).padStart(8)}`)
    .join('\n')

await new Command('npm run kills --')
  .description('kills the kept demo at random moments and counts what is lost')
  .option('--kills <n>', 'how often', wholeNumber, 200)
  .option('--seed <n>', 'the same seed gives the same moments', wholeNumber, 1)
  .action(async ({ kills, seed }: { readonly kills: number; readonly seed: number }) => {
    const folder = await mkdtemp(join(tmpdir(), 'token-rotation-kills-'))
    console.log(`${kills} kills, seed ${seed}, in ${folder}`)
    const toll = await killAgainAndAgain(folder, randomMoments(kills, seed), (sofar) => {
      if (sofar.kills % 10 === 0)
        console.log(
          `${sofar.kills} kills, ${sofar.refreshes} refreshes, ${sofar.lostInTheWindow} lost in the window, ${sofar.lostGrants.length} otherwise`,
        )
    })
    console.log(
      `living ${HEALING_SECONDS} s without a kill, until the leases of the last kills are over`,
    )
    const unusable = await notHealed(folder, HEALING_SECONDS * 1000)
    console.log(tollTable(toll, unusable))
    const losses = [...toll.lostWrites, ...toll.lostGrants, ...unusable]
    for (const name of losses) console.log(`LOST  ${name}`)
    const isLoss = losses.length > 0
    if (!isLoss) await rm(folder, { recursive: true })
    process.exitCode = isLoss ? 1 : 0
  })
  .parseAsync()
