/** One metric's values. Shape: several values of one moment are a distribution. */
export type Metric = {
  readonly name: string
  readonly unit: 'Count' | 'Milliseconds' | 'Seconds' | 'None'
  readonly values: readonly number[]
}

/** Metrics that share their dimensions. */
export type MetricGroup = {
  readonly dimensions?: Readonly<Record<string, string>>
  readonly metrics: readonly Metric[]
}

/** Where metrics go, and the time that they are of. */
export type MetricSink = { readonly namespace: string; readonly now: () => Date }

/**
 * Writes metrics for CloudWatch to read from the log, in one line.
 *
 * Shape: no name, of a metric or a dimension, stands in two groups of a line. A line has room for 100 metrics, and a
 * metric for 100 values.
 *
 * Written to the output itself: with Lambda's JSON log format the console would wrap it, and CloudWatch pass over it.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const writeMetrics = (
  { namespace, now }: MetricSink,
  groups: readonly MetricGroup[],
): void => {
  const entry = {
    _aws: { Timestamp: now().getTime(), CloudWatchMetrics: groups.map(directiveOf(namespace)) },
    ...Object.assign({}, ...groups.map(membersOf)),
  }
  process.stdout.write(`${JSON.stringify(entry)}\n`)
}

const directiveOf =
  (Namespace: string) =>
  ({ dimensions = {}, metrics }: MetricGroup) => ({
    Namespace,
    Dimensions: [Object.keys(dimensions)],
    Metrics: metrics.map(({ name, unit }) => ({ Name: name, Unit: unit })),
  })

const membersOf = ({ dimensions, metrics }: MetricGroup) => ({
  ...dimensions,
  ...Object.fromEntries(
    metrics.map(({ name, values }) => [
      name,
      values.length === 1 ? values[0] : values.slice(0, MAX),
    ]),
  ),
})

const MAX = 100
