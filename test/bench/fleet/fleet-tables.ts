import { costEstimate, sumOf } from '../../../lib/cli/operator/cost-estimate.ts'
import type { BenchTable } from '../bench.ts'
import { latenessAt } from './fleet-books.ts'
import {
  expiredInQuiet,
  type IncidentFigures,
  peakOfLastDay,
  refreshesPerSecond,
  shareOfQuota,
  writeRates,
} from './fleet-figures.ts'
import { WORLD } from './fleet-plan.ts'
import type { FleetRecord } from './simulate-fleet.ts'

/** The fleet and its refreshes. */
export const monthTable = (month: FleetRecord): BenchTable => {
  const { plan, books, atTheEnd } = month
  const quietDays = writeRates(month, 60).slice(60, 3 * 1440)
  return {
    caption: 'The fleet',
    head: ['', 'in 30 days'],
    rows: [
      ['credentials', thousands(plan.members.length)],
      ['providers of the catalogue, as many credentials each', plan.definitions.length],
      ['refreshes', thousands(books.refreshes)],
      [
        'refreshes a second, and their share of what the quota allows',
        `${refreshesPerSecond(month).toFixed(1)}, ${percent(shareOfQuota(month))}`,
      ],
      [
        'writes a second in the busiest minute of the first three days, of 50',
        Math.max(...quietDays).toFixed(1),
      ],
      [
        'begun after the planned second, while nothing was wrong: half, 99 of 100, 999 of 1,000',
        `${latenessAt(books, 0.5)} s, ${latenessAt(books, 0.99)} s, ${latenessAt(books, 0.999)} s`,
      ],
      ['access tokens that expired while nothing was wrong', expiredInQuiet(month)],
      [
        'at the end: expired and never refreshed, due for an hour, expired and of a lost grant',
        `${atTheEnd.expired}, ${atTheEnd.waiting}, ${atTheEnd.ofLostGrants}`,
      ],
      ['messages for which nothing was to be done', thousands(books.looks)],
      ['token requests that met an outage', thousands(books.failures)],
    ],
  }
}

/** What each trouble cost. */
export const incidentTable = (incidents: readonly IncidentFigures[]): BenchTable => ({
  caption: 'What goes wrong',
  head: [
    'day',
    'what',
    'more than 10 min overdue, at worst',
    'access tokens that expired',
    'of them never replaced',
    'the longest was gone for (min)',
    'all fresh again after (min)',
    'runs cut off',
    'grants lost',
    'tokens of these that expired',
  ],
  rows: incidents.map(
    ({ day, name, longestMinutes, freshAgainMinutes, cut, lost, ...incident }) => [
      day,
      name,
      thousands(incident.mostOverdue),
      thousands(incident.expired),
      incident.neverReplaced,
      Math.round(longestMinutes),
      Number.isFinite(freshAgainMinutes) ? Math.round(freshAgainMinutes) : 'not within a day',
      cut,
      lost,
      incident.lostExpired,
    ],
  ),
})

/** The month's cost, service by service. */
export const costTable = ({ plan, books }: FleetRecord): BenchTable => {
  const lines = costEstimate({
    credentials: plan.members.length,
    refreshes: books.refreshes,
    sweepMinutes: WORLD.sweepMinutes,
    ownKmsKey: false,
    trails: 0,
  })
  return {
    caption: 'What it costs, by list prices',
    head: ['', 'US dollars'],
    rows: [
      ...lines.map(({ what, from, dollars }) => [`${what} (${from})`, Math.round(dollars)]),
      ['together', Math.round(sumOf(lines))],
      ['without keeping the secrets', Math.round(sumOf(lines.slice(1)))],
    ],
  }
}

/** A fleet that was created at once, without and with the spread of the schedule. */
export const jitterTable = (marching: FleetRecord, spread: FleetRecord): BenchTable => {
  const rowOf = (name: string, record: FleetRecord) => {
    const minutes = writeRates(record, 60)
    const lastDay = record.writesPerSecond.subarray(86_400)
    return [
      name,
      Math.max(...minutes.slice(0, 360)).toFixed(1),
      peakOfLastDay(record).toFixed(1),
      percent(lastDay.filter((writes) => writes >= WORLD.writesPerSecond).length / lastDay.length),
      Math.max(...record.books.plannedPerMinute.slice(1440)),
    ]
  }
  return {
    caption: `${thousands(spread.plan.members.length)} tokens of an hour that were all issued in the same second`,
    head: [
      'schedule',
      'busiest minute, first 6 h (writes/s)',
      'busiest minute, second day (writes/s)',
      'seconds of the second day with the quota used up',
      'refreshes planned for one minute, second day',
    ],
    rows: [rowOf('without its spread', marching), rowOf('as it is', spread)],
  }
}

const thousands = (count: number): string => count.toLocaleString('en-GB')

const percent = (share: number): string => `${Math.round(share * 100)} %`
