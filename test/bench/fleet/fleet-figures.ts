import type { FleetBooks } from './fleet-books.ts'
import { endOf, type Incident, WORLD } from './fleet-plan.ts'
import { AFTERMATH_HOURS, isTrouble, nameOf, QUIET } from './fleet-trouble.ts'
import type { FleetRecord } from './simulate-fleet.ts'

/**
 * What an incident cost.
 *
 * Shape: `mostOverdue` is what a sweep saw at most; `neverReplaced` of the `expired` were so until the end of the plan;
 * `lostExpired` are apart, the tokens of `lost` grants that were over then; `freshAgainMinutes` is from its end to the sweep
 * from which on nothing is overdue or expired but what a person must consent to again.
 */
export type IncidentFigures = {
  readonly tag: Incident['tag']
  readonly hours: number
  readonly name: string
  readonly day: number
  readonly mostOverdue: number
  readonly expired: number
  readonly neverReplaced: number
  readonly longestMinutes: number
  readonly cut: number
  readonly lost: number
  readonly lostExpired: number
  readonly freshAgainMinutes: number
}

/** What became of the fleet at each trouble, in their order. */
export const incidentFigures = ({ plan, books }: FleetRecord): readonly IncidentFigures[] =>
  plan.incidents.filter(isTrouble).map((incident) => {
    const name = nameOf(incident)
    const { count = 0, neverReplaced = 0, longestMinutes = 0 } = books.expired.get(name) ?? {}
    const { runs: cut = 0, lost = 0, lostExpired = 0 } = books.cuts.get(name) ?? {}
    return {
      tag: incident.tag,
      hours: 'hours' in incident ? incident.hours : 0,
      name,
      day: Math.floor(incident.at / 24) + 1,
      mostOverdue: Math.max(
        0,
        ...aftermathOf(books, incident, incident.at).map(({ overdue }) => overdue),
      ),
      expired: count,
      neverReplaced,
      longestMinutes,
      cut,
      lost,
      lostExpired,
      freshAgainMinutes: freshAgain(books, incident),
    }
  })

/** Until nothing is overdue or expired for good: what was late together is due together again, and may be late again. */
const freshAgain = (books: FleetBooks, incident: Incident): number => {
  const end = endOf(incident)
  const after = aftermathOf(books, incident, end)
  const last = after.findLastIndex(({ overdue, expired }) => overdue + expired > 0)
  const first = after[last + 1]
  return first === undefined ? Number.POSITIVE_INFINITY : (first.at - end) * 60
}

/** What sweeps saw from an hour on, as long as it is the incident's doing. */
const aftermathOf = ({ seen }: FleetBooks, incident: Incident, from: number): FleetBooks['seen'] =>
  seen.filter(({ at }) => at >= from && at < endOf(incident) + AFTERMATH_HOURS)

/** Access tokens that ended before they were replaced, or never were, while nothing was wrong. */
export const expiredInQuiet = ({ books }: FleetRecord): number =>
  books.expired.get(QUIET)?.count ?? 0

/** Writes per second, as the mean of each so many seconds. */
export const writeRates = (
  { writesPerSecond }: FleetRecord,
  seconds: number,
): readonly number[] => {
  const rates: number[] = []
  for (let from = 0; from < writesPerSecond.length; from += seconds) {
    let sum = 0
    for (const writes of writesPerSecond.subarray(from, from + seconds)) sum += writes
    rates.push(sum / seconds)
  }
  return rates
}

/** Of each so many values the largest. */
export const peaks = (values: readonly number[], each: number): readonly number[] =>
  Array.from({ length: Math.ceil(values.length / each) }, (_, i) =>
    Math.max(...values.slice(i * each, (i + 1) * each)),
  )

/** Where moments stand in the time that was simulated, between 0 and 1. Shape: hours after the beginning. */
export const placeIn = (days: number, hour: number): number => hour / (24 * days)

/** Overdue credentials, or expired access tokens: the most that a sweep saw in each hour. */
export const mostSeen = (
  { plan, books }: FleetRecord,
  what: 'overdue' | 'expired',
): readonly number[] => {
  const most = Array.from({ length: Math.ceil(plan.days * 24) }, () => 0)
  for (const seen of books.seen) {
    const place = Math.min(most.length - 1, Math.floor(seen.at))
    most[place] = Math.max(most[place] ?? 0, seen[what])
  }
  return most
}

/** Refreshes a second, in the mean of all time. */
export const refreshesPerSecond = ({ plan, books }: FleetRecord): number =>
  books.refreshes / (plan.days * 86_400)

/** What share they are of what the quota allows. */
export const shareOfQuota = (record: FleetRecord): number =>
  refreshesPerSecond(record) / (WORLD.writesPerSecond / 2)

/** Writes a second in the busiest minute after the first day. */
export const peakOfLastDay = (record: FleetRecord): number =>
  Math.max(...writeRates(record, 60).slice(1440))
