import type { GrantsEnding } from '../rotation/grants-ending.ts'
import { type Metric, type MetricSink, writeMetrics } from './embedded-metrics.ts'

/** Counts that alarms are set on. */
export type MetricName = 'TokensLost'

/** Counts one. */
export const count = (sink: MetricSink, name: MetricName): void =>
  writeMetrics(sink, [{ metrics: [counted(name, 1)] }])

/** A metric that is a number of things. */
export const counted = (name: string, value: number): Metric => ({
  name,
  unit: 'Count',
  values: [value],
})

/**
 * Tells how many grants end within 30 days, 7 days and 1 day, by the dimension `WithinDays`; also where it is none, so
 * that an alarm has data.
 */
export const measureGrantsEndingSoon = (
  sink: MetricSink,
  { endingWithin30Days, endingWithin7Days, endingWithin1Day }: GrantsEnding,
): void => {
  const values = [
    ['30', endingWithin30Days],
    ['7', endingWithin7Days],
    ['1', endingWithin1Day],
  ] as const
  for (const [WithinDays, value] of values)
    writeMetrics(sink, [
      { dimensions: { WithinDays }, metrics: [counted('GrantsEndingSoon', value)] },
    ])
}
