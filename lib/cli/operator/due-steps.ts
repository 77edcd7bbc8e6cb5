import { dueOf } from '../../rotation/due.ts'
import { untoldForecastAt } from '../../rotation/grant-forecast.ts'
import { isLeased, type LedgerItem } from '../../rotation/ledger-item.ts'
import { type ListedSecret, whyNotSwept } from '../../rotation/listed-secret.ts'
import { policyOf, policyText } from '../../rotation/policy.ts'
import { isHeldBack, NO_TROUBLE, type ProviderState } from '../../rotation/provider-state.ts'
import { later } from '../../rotation/schedule.ts'
import { planPage } from '../../rotation/sweep-plan.ts'
import { fromNow } from '../fleet-rows.ts'

/** A question that a sweep asks of a credential. Shape: `decides` where nothing after it counts. */
export type DueStep = {
  readonly question: string
  readonly answer: string
  readonly decides: boolean
}

/** What a sweep would do with a credential. Shape: `isSent` when it would send it before the next sweep. */
export type DueDecision = {
  readonly steps: readonly DueStep[]
  readonly isSent: boolean
  readonly verdict: string
}

/** What a sweep knows when it decides. Shape: `provider` is the id of a known provider, else `unknown`. */
export type DueView = {
  readonly secret: ListedSecret
  readonly item: LedgerItem | undefined
  readonly provider: string
  readonly state: ProviderState | undefined
  readonly tagPrefix: string
  readonly sweepMinutes: number
  readonly now: Date
}

/** Says why a credential is due, or is not: the verdict is the sweep's own, and each step looks at one of its reasons. */
export const decideDue = (view: DueView): DueDecision => {
  const steps = untilDecided([...listSteps(view), ...ledgerSteps(view), ...timeSteps(view)])
  return { steps, ...verdictOf(view) }
}

const untilDecided = (steps: readonly DueStep[]): readonly DueStep[] => {
  const last = steps.findIndex(({ decides }) => decides)
  return last < 0 ? steps : steps.slice(0, last + 1)
}

const step = (question: string, answer: string, decides = false): DueStep => ({
  question,
  answer,
  decides,
})

const listSteps = ({ secret, tagPrefix }: DueView): readonly DueStep[] => {
  const why = whyNotSwept(secret, tagPrefix)
  return [
    why === undefined
      ? step('is it one of the fleet?', 'yes')
      : step('is it one of the fleet?', `no, it is left out: ${why}`, true),
  ]
}

const ledgerSteps = ({ secret, item, tagPrefix, now }: DueView): readonly DueStep[] => {
  if (item === undefined)
    return [step('does the ledger know it?', 'no: due at once, to be looked at', true)]
  const isOurs = isLeased(item, now)
  const isPolicy = item.policy === policyText(policyOf(secret.tags, tagPrefix))
  const isVersion = secret.current === item.version
  // the rule of a list that lags is the sweep's own: ask it, as if nothing else had changed
  const isStale = !isVersion && dueOf(secret, item, tagPrefix, now)?.isPlanned === true
  return [
    step('does the ledger know it?', `yes, as ${item.status ?? 'new'}`),
    isOurs
      ? step('is somebody at it?', `yes, until ${at(item.lease?.until, now)} at the latest`, true)
      : step('is somebody at it?', 'no'),
    item.intent === undefined
      ? step('was a run cut off?', 'no')
      : step('was a run cut off?', `yes, a ${item.intent.kind}: due at once, to be finished`, true),
    item.nextAt === undefined
      ? step('has it a date?', 'no: due at once', true)
      : step('has it a date?', 'yes'),
    isPolicy
      ? step('are its tags those of the last look?', 'yes')
      : step('are its tags those of the last look?', 'no: due at once', true),
    isVersion
      ? step('is its version the one that was left?', 'yes')
      : isStale
        ? step('is its version the one that was left?', 'no, but the list lags: yes')
        : step('is its version the one that was left?', 'no, somebody wrote it: due at once', true),
  ]
}

const timeSteps = (view: DueView): readonly DueStep[] => {
  const { item, now, sweepMinutes, state = NO_TROUBLE, provider } = view
  const until = later(now, sweepMinutes * 60)
  const forecast = item === undefined ? undefined : untoldForecastAt(item, until)
  return [
    step('when is it due?', at(item?.nextAt, now)),
    step(
      'is an end of its grant to be told?',
      forecast === undefined ? 'no' : `yes, that of ${at(forecast.endsAt, now)}`,
    ),
    step(
      `does the provider ${provider} answer?`,
      isHeldBack(state, now, sweepMinutes)
        ? 'no: it is held back, and probes ask for it'
        : state.recoveredAt === undefined
          ? 'as far as is known'
          : `yes, again since ${at(state.recoveredAt, now)}`,
    ),
  ]
}

/** The decision of a sweep that would happen now. */
const verdictOf = (view: DueView): Pick<DueDecision, 'isSent' | 'verdict'> => {
  const { secret, item, provider, state, now, tagPrefix } = view
  if (whyNotSwept(secret, tagPrefix) !== undefined) return { isSent: false, verdict: 'left alone' }
  const states = new Map(state === undefined ? [] : [[provider, state]])
  const plan = planPage([{ secret, item, provider }], states, view)
  const [sent] = [...plan.regular, ...plan.recovering]
  if (sent !== undefined)
    return {
      isSent: true,
      verdict:
        sent.dueAt <= now ? 'due now: the next sweep sends it' : `due ${at(sent.dueAt, now)}`,
    }
  if (plan.heldBack.length > 0)
    return { isSent: false, verdict: 'due, and held back until its provider answers' }
  const due = dueOf(secret, item, tagPrefix, now)
  return {
    isSent: false,
    verdict: due === undefined ? 'somebody is at it' : `not due before ${at(due.at, now)}`,
  }
}

const at = (date: Date | undefined, now: Date): string =>
  date === undefined ? 'a time unknown' : `${date.toISOString()} (${fromNow(date, now)})`
