import type { GrantsEnding } from '../rotation/grants-ending.ts'

/** Counts that alarms are set on. */
export type MetricName = 'TokensLost'

/** Counts one. */
export const count = (name: MetricName, now: Date): void => measure({ name, value: 1, now })

/**
 * Tells how many grants end within 30 days, 7 days and 1 day, by the dimension `WithinDays`; also where it is none, so
 * that an alarm has data.
 */
export const measureGrantsEndingSoon = (
  { endingWithin30Days, endingWithin7Days, endingWithin1Day }: GrantsEnding,
  now: Date,
): void => {
  const values = [
    ['30', endingWithin30Days],
    ['7', endingWithin7Days],
    ['1', endingWithin1Day],
  ] as const
  for (const [WithinDays, value] of values)
    measure({ name: 'GrantsEndingSoon', value, now, dimensions: { WithinDays } })
}

/**
 * Writes a value for CloudWatch to read from the log.
 *
 * Written to the output itself: with Lambda's JSON log format the console would wrap it, and CloudWatch pass over it.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
const measure = ({
  name,
  value,
  now,
  dimensions = {},
}: {
  readonly name: string
  readonly value: number
  readonly now: Date
  readonly dimensions?: Readonly<Record<string, string>>
}): void => {
  const metrics = [{ Name: name, Unit: 'Count' }]
  const directive = {
    Namespace: 'TokenRotation',
    Dimensions: [Object.keys(dimensions)],
    Metrics: metrics,
  }
  const entry = {
    _aws: { Timestamp: now.getTime(), CloudWatchMetrics: [directive] },
    ...dimensions,
    [name]: value,
  }
  process.stdout.write(`${JSON.stringify(entry)}\n`)
}
