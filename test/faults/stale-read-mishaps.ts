import type { Mishap, Step } from './mishap.ts'
import type { Run } from './run.ts'

const group = 'stale reads'

const READS = ['describing the secret', 'reading the version'] as const
const isRead = ({ name }: Step): boolean => READS.some((read) => read === name)

/** What a stale read may lag, and how far time moves at each, so that nobody has to wait for its end. */
const LIST_BEHIND_SECONDS = 300
const READ_BEHIND_SECONDS = 8
const PASSING_SECONDS = 1

const staleList = (round: number): Mishap => ({
  title:
    round === 0
      ? 'the list of secrets is five minutes behind'
      : 'the list of secrets is five minutes behind in every sweep, and Rotate is killed in the first',
  group,
  course: (random) => {
    const killedAt = 5 + random.below(11)
    return {
      isNew: false,
      onStep: (run, step) => {
        if (step.name === 'listing the secrets') {
          run.strike()
          return { kind: 'stale', milliseconds: LIST_BEHIND_SECONDS * 1000 }
        }
        if (round === 0 || step.round > 0 || step.number !== killedAt) return undefined
        run.kill()
        return { kind: 'drop' }
      },
    }
  },
})

/** Reads show the secret as it was until somebody, or we, changed it some seconds ago. */
const staleAfter = (what: string, change: (run: Run) => Promise<void>, isNew = false): Mishap => ({
  title: `reads of the secret are some seconds behind ${what}`,
  group,
  course: (random) => {
    const behind = 2 + random.below(READ_BEHIND_SECONDS)
    const onlyDescribe = random.below(2) === 0
    let changedAt = 0
    let isChanged = false
    const timeOf = (run: Run): number => run.world.account.clock.now().getTime()
    return {
      isNew,
      work: async (run) => {
        changedAt = timeOf(run)
        await change(run)
        isChanged = true
        await run.sweep()
        await run.send()
      },
      onStep: (run, step) => {
        const isOver = step.round > 0 || timeOf(run) > changedAt + behind * 1000
        if (!isChanged || isOver || !isRead(step)) return undefined
        if (onlyDescribe && step.name !== READS[0]) return undefined
        run.strike()
        run.passWithinLife(PASSING_SECONDS)
        return { kind: 'stale', milliseconds: timeOf(run) - changedAt + 1 }
      },
    }
  },
})

const refreshed = async (run: Run): Promise<void> => {
  await run.send()
  await run.settled()
}

/** What reads show may be older than what was written. */
export const staleReadMishaps: readonly Mishap[] = [
  staleList(0),
  staleList(1),
  staleAfter('our own refresh, when the message comes again', refreshed, true),
  staleAfter('our own refresh, when somebody asks for another at once', async (run) => {
    await refreshed(run)
    await run.send(true)
  }),
  staleAfter('a new consent', async (run) => run.consentAgain()),
  staleAfter('an old text that was put back', async (run) => run.putOldTextBack()),
  staleAfter('a roll-back of AWSCURRENT', async (run) => run.moveLabelBack()),
  staleAfter('an edit of another field', async (run) => run.editAnotherField()),
  staleAfter('an edit right after our own refresh', async (run) => {
    await refreshed(run)
    run.editAnotherField()
  }),
]

/** The ledger is what knows better than a stale read; without it, in these seconds, nobody does. */
export const staleAfterLedgerLoss: Mishap = {
  ...staleAfter('our own refresh, and the ledger is lost in these seconds', async (run) => {
    await refreshed(run)
    await run.removeItem()
  }),
  group: 'beyond what can be had',
}
