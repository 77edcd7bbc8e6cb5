import type { LedgerItem } from '../../../rotation/ledger-item.ts'
import { isHeldBack, NO_TROUBLE, type ProviderState } from '../../../rotation/provider-state.ts'
import { later } from '../../../rotation/schedule.ts'
import { fromNow } from '../../fleet-rows.ts'
import { MONTH_SECONDS, refreshesPerMonth } from '../refresh-rate.ts'
import type { AccountSecret } from './account-secrets.ts'
import type { DoctorWorld } from './doctor-world.ts'
import { type Finding, some } from './finding.ts'
import { isLate } from './item-findings.ts'

type Late = { readonly name: string; readonly provider: string }

/** Counts a fleet while it is read: whether sweeps come, and how much of the account's quota of writes it needs. */
export const countFleet = (world: DoctorWorld) => {
  const { tagPrefix, now } = world
  const providers = new Set<string>()
  const late: Late[] = []
  let credentials = 0
  let unseen = 0
  let refreshesLastHour = 0
  let lastRefresh: Date | undefined
  return {
    add: (secret: AccountSecret, item: LedgerItem | 'unreadable' | undefined): void => {
      const provider = secret.tags[`${tagPrefix}:provider`] ?? ''
      providers.add(provider)
      credentials += 1
      if (item === undefined) unseen += 1
      if (item === undefined || item === 'unreadable') return
      if (isLate(secret, item, world)) late.push({ name: secret.name, provider })
      const { refreshedAt } = item
      if (refreshedAt === undefined) return
      if (lastRefresh === undefined || refreshedAt > lastRefresh) lastRefresh = refreshedAt
      // the ledger remembers the last refresh only: what is refreshed more often is told by its schedule
      if (later(refreshedAt, HOUR_SECONDS) > now)
        refreshesLastHour += Math.max(
          1,
          (refreshesPerMonth({ secret, item }, world) / MONTH_SECONDS) * HOUR_SECONDS,
        )
    },
    /** The ids that its tags name; never empty, so that a look at them is a look at the ledger. */
    providers: (): readonly string[] => (providers.size === 0 ? ['unknown'] : [...providers]),
    findings: (states: ReadonlyMap<string, ProviderState>): readonly Finding[] => {
      const waiting = late.filter(
        ({ provider }) =>
          !isHeldBack(states.get(provider) ?? NO_TROUBLE, now, LONGEST_SWEEP_MINUTES),
      )
      return [
        fleetFinding({ credentials, unseen, lastRefresh }, world),
        ...(waiting.length === 0 ? [] : [lateFinding(waiting)]),
        quotaFinding(refreshesLastHour),
      ]
    },
  }
}

const HOUR_SECONDS = 3600
const LONGEST_SWEEP_MINUTES = 15

type Counts = {
  readonly credentials: number
  readonly unseen: number
  readonly lastRefresh: Date | undefined
}

const fleetFinding = (
  { credentials, unseen, lastRefresh }: Counts,
  { tagPrefix, now }: DoctorWorld,
): Finding => {
  const about = 'fleet'
  if (credentials === 0)
    return {
      level: 'hint',
      about,
      text: `no secret carries the tag ${tagPrefix}:provider`,
      remedy: 'token-rotation add <name> --provider <id> --from <file>',
    }
  const last = lastRefresh === undefined ? 'never' : fromNow(lastRefresh, now)
  const text = `${credentials} credential${credentials === 1 ? '' : 's'}, the last refresh ${last}`
  if (unseen === 0) return { level: 'ok', about, text }
  return {
    // some are always new; when all of them are, nobody may have looked
    level: unseen === credentials ? 'warning' : 'hint',
    about,
    text: `${text}; no run has looked at ${unseen} of them yet`,
    remedy: 'wait for the next sweep, at most 15 min; then look at the schedule',
  }
}

const lateFinding = (late: readonly Late[]): Finding => ({
  level: 'trouble',
  about: 'sweep',
  text: `credentials due for more than 30 min: ${some(late.map(({ name }) => name))}`,
  remedy:
    'mend what is said here of the stack and its schedule, else look into the logs of Sweep and Rotate',
})

/** Two writes a refresh. Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
const quotaFinding = (refreshesLastHour: number): Finding => {
  const share = (refreshesLastHour * 2) / (WRITES_PER_SECOND * HOUR_SECONDS)
  const text = `about ${Math.round(refreshesLastHour)} refreshes in the last hour, ${percent(share)} of the 50 writes a second that the account has`
  return share < MOST_SHARE
    ? { level: 'ok', about: 'quota', text }
    : {
        level: 'warning',
        about: 'quota',
        text: `${text}, which cannot be raised`,
        remedy: 'move credentials to another account or region',
      }
}

const percent = (share: number): string =>
  share > 0 && share < 0.01 ? 'less than 1 %' : `${Math.round(share * 100)} %`

const WRITES_PER_SECOND = 50
const MOST_SHARE = 0.7
