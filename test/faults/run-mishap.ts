import { sampleProviders } from '../../lib/local/sample-providers.ts'
import { versionByLabel } from '../../lib/local/secrets-manager/secret.ts'
import { isLeased } from '../../lib/rotation/ledger-item.ts'
import { refreshTokenOf } from '../main-job/demo.ts'
import { noteIn } from './credential-text.ts'
import type { Mishap } from './mishap.ts'
import { randomOf } from './random.ts'
import { beginRun, type Run } from './run.ts'
import type { World } from './world.ts'

/**
 * What became of a credential, by the authorization server's word.
 *
 * `kept`: its newest token is good and stands in AWSCURRENT, with what people wrote around it. `lost in the window`:
 * the newest token stands nowhere, since a kill or a lost answer fell between the provider's answer and the durable
 * write. `lost`: it is lost in any other way. `not healed`: it is there, and consumers cannot use it yet.
 */
export type Verdict = 'kept' | 'lost in the window' | 'lost' | 'not healed'

/** What a run came to. Shape: `sweeps` is how many it took after the mishap; counts are of the run alone. */
export type RunReport = {
  readonly mishap: Mishap
  readonly verdict: Verdict
  readonly strikes: number
  readonly requests: number
  readonly refreshes: number
  readonly sweeps: number
  readonly steps: readonly string[]
}

/** Sweeps that may pass before a credential counts as not healed. */
const MAX_SWEEPS = 6

/** Mishaps go on for this many sweeps at most. */
const DISTURBED_SWEEPS = 2

/** The number of the round in which a person mends things: nothing disturbs it. */
const MENDING = -1

/** No cache of a function remembers longer. */
const FORGOTTEN_SECONDS = 310

/** Lets a mishap befall a new credential, lets the schedule go on without it, and asks what is left. */
export const runMishap = async (world: World, mishap: Mishap, seed: string): Promise<RunReport> => {
  const random = randomOf(seed)
  const course = mishap.course(random)
  world.advance(FORGOTTEN_SECONDS)
  for (const { id } of sampleProviders) await world.removeItem(`provider#${id}`)
  const run = await beginRun(world, random, course.provider)
  if (!(course.isNew ?? random.below(2) === 0)) await refreshOnce(run)
  run.books.beginCounting()
  const steps: string[] = []
  const round = async (number: number, work: (run: Run) => Promise<void>): Promise<void> => {
    steps.push(number === MENDING ? '-- mended' : `-- round ${number}`)
    const isDisturbed = number !== MENDING && number <= DISTURBED_SWEEPS
    run.beginRound(number, async (step) => {
      const fault = isDisturbed ? await course.onStep?.(run, step) : undefined
      steps.push(fault === undefined ? step.name : `${step.name}: ${fault.kind}`)
      return fault
    })
    await work(run)
    await run.settled()
    run.endRounds()
  }
  await round(0, course.work ?? sweepOnce)
  if (course.mend !== undefined) await round(MENDING, course.mend)
  let sweeps = 0
  while (!(await isHealed(run)) && sweeps < MAX_SWEEPS && (await isAlive(run))) {
    sweeps += 1
    await run.passUntilDue()
    await round(sweeps, sweepOnce)
  }
  const verdict = await judge(run)
  const { requests, refreshes } = run.books
  world.byHand('DeleteSecret', { SecretId: run.arn, ForceDeleteWithoutRecovery: true })
  await run.removeItem()
  await world.emptyQueue()
  return {
    mishap,
    verdict,
    strikes: run.strikes(),
    requests: requests(),
    refreshes: refreshes(),
    sweeps,
    steps,
  }
}

const sweepOnce = (run: Run): Promise<void> => run.sweep()

/** A credential with a past: one refresh, and the time until the next. */
const refreshOnce = async (run: Run): Promise<void> => {
  run.beginRound(0, () => undefined)
  await run.send()
  await run.settled()
  run.endRounds()
  const { nextAt } = (await run.item()) ?? {}
  if (nextAt === undefined || run.books.refreshes() !== 1)
    throw new Error('expected a credential that is refreshed without any mishap')
  const seconds = (nextAt.getTime() - run.world.account.clock.now().getTime()) / 1000
  run.pass(seconds + 1)
}

const isHealed = async (run: Run): Promise<boolean> => {
  const item = await run.item()
  const { versions } = run.secret()
  const text = run.text()
  return (
    refreshTokenOf(text) === run.books.newest() &&
    noteIn(text) === run.books.note() &&
    versionByLabel(versions, 'AWSPENDING') === undefined &&
    item !== undefined &&
    item.status === 'active' &&
    item.intent === undefined &&
    // one that a call left behind which was applied late is over by itself
    !isLeased(item, run.world.account.clock.now()) &&
    item.nextAt !== undefined &&
    item.nextAt > run.world.account.clock.now() &&
    item.version === versionByLabel(versions, 'AWSCURRENT')?.id
  )
}

const isAlive = async ({ world, books }: Run): Promise<boolean> =>
  (await world.server.stateOf(books.newest())) === 'usable'

const judge = async (run: Run): Promise<Verdict> => {
  const { books } = run
  const isGood = await isAlive(run)
  if (isGood && (await isHealed(run))) return 'kept'
  if (!books.isStored()) {
    const item: object = (await run.item()) ?? {}
    if (isGood && 'escrow' in item && item.escrow !== undefined) return 'not healed'
    return books.isCutOff() ? 'lost in the window' : 'lost'
  }
  return isGood ? 'not healed' : 'lost'
}
