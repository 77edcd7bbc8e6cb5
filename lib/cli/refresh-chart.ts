import { duration } from './duration.ts'
import { expiredFor, type RefreshHistory } from './refresh-history.ts'

/** The period that a chart shows, and the width to keep within. */
export type ChartFrame = {
  readonly from: Date
  readonly to: Date
  readonly columns?: number | undefined
}

/**
 * Draws when each credential was refreshed: one line each, one column per equal part of the period, and behind it how
 * often and at what distance, how long its access tokens live, and how long none was good.
 */
export const refreshChart = (
  histories: readonly RefreshHistory[],
  { from, to, columns = 120 }: ChartFrame,
): string => {
  const nameWidth = Math.max(...histories.map(({ name }) => name.length))
  const width = Math.max(LEAST_WIDTH, Math.min(MOST_WIDTH, columns - nameWidth - NOTE_WIDTH))
  const each = (to.getTime() - from.getTime()) / width
  const lines = histories.map((history) => {
    const counts = Array<number>(width).fill(0)
    for (const { at } of history.refreshes) {
      const column = Math.min(width - 1, Math.floor((at.getTime() - from.getTime()) / each))
      if (column >= 0) counts[column] = (counts[column] ?? 0) + 1
    }
    return `${history.name.padEnd(nameWidth)}  ${counts.map(mark).join('')}  ${note(history, to)}`
  })
  return [
    `${from.toISOString()} to ${to.toISOString()}, ${duration(each)} a column, ● a refresh, a digit several`,
    ...lines,
  ].join('\n')
}

const LEAST_WIDTH = 24
const MOST_WIDTH = 96

/** Room for what stands behind a line. */
const NOTE_WIDTH = 66

const mark = (count: number): string =>
  count === 0 ? '·' : count === 1 ? '●' : count < 10 ? String(count) : '+'

const note = (history: RefreshHistory, to: Date): string => {
  const { refreshes } = history
  const [first, last] = [refreshes.at(0), refreshes.at(-1)]
  const times = `${String(refreshes.length).padStart(3)} times`
  if (first === undefined || last === undefined) return times
  // told after the token was issued, so the longest is the nearest to what the provider said
  const lifetime = Math.max(
    ...refreshes.map(({ at, expiresAt }) => expiresAt.getTime() - at.getTime()),
  )
  const gap = (last.at.getTime() - first.at.getTime()) / (refreshes.length - 1)
  const expired = expiredFor(history, to)
  return [
    times,
    ...(first === last ? [] : [`every ${duration(gap)}`]),
    `tokens live ${duration(lifetime)}`,
    ...(expired === 0 ? [] : [`none was good for ${duration(expired)}`]),
  ].join(', ')
}
