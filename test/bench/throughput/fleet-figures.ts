import type { FleetMeasurement } from './run-fleet.ts'
import { type Answers, WRITES } from './work-watch.ts'

/**
 * What a measurement comes to. Times are in seconds.
 *
 * Shape: `ceiling` is how many refreshes a second the quota allows; `sustained` is what was had from the first write
 * to the last refresh, start and end included, without those that a bucket full at the start gives; `middle` is the
 * same of the middle four fifths of the refreshes; `throttledShare` is of all answers to writes; `windows` are the
 * times from a provider's answer until its token was durable; `nearestToExpiry` is what the one refreshed last in its
 * life had left.
 */
export type FleetFigures = {
  readonly refreshed: number
  readonly ceiling: number
  readonly sustained: number
  readonly middle: number
  readonly seconds: number
  readonly throttledShare: number
  readonly windows: { readonly median: number; readonly p99: number; readonly longest: number }
  readonly expired: number
  readonly nearestToExpiry: number
}

/** A refresh takes two of the writes that the quota counts. */
const WRITES_PER_REFRESH = 2

/** Works out the figures of a measurement. */
export const fleetFigures = ({ run, fleet, seen }: FleetMeasurement): FleetFigures => {
  const ceiling = run.writesPerSecond / WRITES_PER_REFRESH
  const times = [...seen.promotedAt.values()]
  const began = seen.writtenAt[0] ?? 0
  const seconds = ((times.at(-1) ?? began) - began) / 1000
  const left = fleet.map(
    ({ arn, expiresAt }) =>
      (expiresAt.getTime() - (seen.promotedAt.get(arn) ?? Number.POSITIVE_INFINITY)) / 1000,
  )
  const windows = [...seen.windows].sort((a, b) => a - b)
  return {
    refreshed: times.length,
    ceiling,
    // a bucket holds what comes back in a second
    sustained: Math.max(0, times.length - ceiling) / seconds,
    middle: rateBetween(times, Math.floor(times.length * 0.1), Math.floor(times.length * 0.9)),
    seconds,
    throttledShare: shareThrottled(WRITES.flatMap((write) => seen.answers.get(write) ?? [])),
    windows: {
      median: at(windows, 0.5) / 1000,
      p99: at(windows, 0.99) / 1000,
      longest: (windows.at(-1) ?? 0) / 1000,
    },
    expired: left.filter((seconds) => seconds <= 0).length,
    nearestToExpiry: Math.min(...left),
  }
}

/** Refreshes a second between two of them. */
const rateBetween = (times: readonly number[], from: number, to: number): number =>
  ((to - from) * 1000) / ((times[to] ?? 0) - (times[from] ?? 0))

const at = (sorted: readonly number[], part: number): number =>
  sorted[Math.floor(sorted.length * part)] ?? 0

const shareThrottled = (answers: readonly Answers[]): number => {
  const sum = (count: (answers: Answers) => number) => answers.reduce((s, a) => s + count(a), 0)
  return sum(({ throttled }) => throttled) / sum(({ answered }) => answered)
}
