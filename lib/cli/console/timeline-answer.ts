import { fromNow } from '../fleet-rows.ts'
import { sorted } from '../operator/status-order.ts'
import type { StatusRow } from '../operator/status-row.ts'
import type { FleetSnapshot } from './fleet-snapshots.ts'
import { moment } from './moment.ts'
import type { TimelineAnswer, TimelineHour, TimelineLane } from './page-data.ts'

/**
 * Puts a fleet on a line of time: 24 h behind, by the last refresh of each credential, and 24 h ahead, by its next look.
 *
 * Shape: what is overdue counts in the first hour ahead, since it is looked at now; lanes are those that come next.
 */
export const timelineAnswer = (
  { rows, readAt }: FleetSnapshot,
  provider: string,
  now: Date,
): TimelineAnswer => {
  const shown = rows.filter((row) => provider === '' || row.provider === provider)
  const placed = shown.map((row) => laneOf(row, now))
  return {
    now: now.toISOString(),
    hours: hoursOf(placed, now),
    lanes: sorted(shown, 'next')
      .slice(0, LANES)
      .map((row) => laneOf(row, now)),
    total: shown.length,
    overdue: shown.filter(({ nextAt }) => nextAt !== undefined && nextAt < now).length,
    readAt: moment(readAt, now),
  }
}

const LANES = 40
const HOURS = 24
const HOUR_MILLISECONDS = 3_600_000

const hoursOf = (lanes: readonly TimelineLane[], now: Date): readonly TimelineHour[] => {
  const counts = new Map<number, number>()
  const count = (place: number | undefined): void => {
    if (place === undefined) return
    const offset = Math.floor(place)
    counts.set(offset, (counts.get(offset) ?? 0) + 1)
  }
  for (const { refreshed, next } of lanes) {
    count(refreshed)
    count(next)
  }
  return Array.from({ length: 2 * HOURS }, (_, i) => {
    const offset = i - HOURS
    return {
      offset,
      from: new Date(now.getTime() + offset * HOUR_MILLISECONDS).toISOString(),
      count: counts.get(offset) ?? 0,
    }
  })
}

const laneOf = (row: StatusRow, now: Date): TimelineLane => {
  const place = (date: Date | undefined): number | undefined => {
    if (date === undefined) return undefined
    const hours = (date.getTime() - now.getTime()) / HOUR_MILLISECONDS
    return hours < -HOURS || hours >= HOURS ? undefined : Math.round(hours * 1000) / 1000
  }
  const { refreshedAt, nextAt, expiresAt } = row
  const refreshed = place(refreshedAt)
  return {
    name: row.name,
    status: row.status,
    // a refresh of this very moment lies behind, too
    refreshed: refreshed === undefined ? undefined : Math.min(refreshed, -0.001),
    next: nextAt === undefined ? undefined : nextAt < now ? 0 : place(nextAt),
    expires: place(expiresAt),
    text: [
      refreshedAt === undefined ? 'not refreshed yet' : `refreshed ${fromNow(refreshedAt, now)}`,
      nextAt === undefined
        ? 'no next look'
        : nextAt < now
          ? 'next look now'
          : `next look ${fromNow(nextAt, now)}`,
      ...(expiresAt === undefined
        ? []
        : [`access token ${expiresAt < now ? 'ended' : 'ends'} ${fromNow(expiresAt, now)}`]),
    ].join(', '),
  }
}
