/** What identifies a metric: two sets of dimensions are two metrics. */
export type Metric = {
  readonly namespace: string
  readonly name: string
  readonly dimensions: Readonly<Record<string, string>>
}

/** A value that was told. */
export type MetricValue = { readonly metric: Metric; readonly value: number; readonly at: Date }

/** How the values of a period become one. */
export type Statistic = 'Sum' | 'Maximum' | 'Minimum' | 'Average' | 'SampleCount'

/**
 * The values of all metrics, by the minute.
 *
 * Shape: `valueOf` gives a statistic from one moment until before another, both of them whole minutes; `undefined`: no
 * data.
 */
export type MetricStore = {
  readonly add: (metric: Metric, value: number, at: Date) => void
  readonly valueOf: (
    metric: Metric,
    statistic: Statistic,
    from: Date,
    until: Date,
  ) => number | undefined
}

type Summary = {
  readonly sum: number
  readonly count: number
  readonly maximum: number
  readonly minimum: number
}

/**
 * Starts a store of metrics with nothing in it.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html
 */
export const metricStore = (): MetricStore => {
  const metrics = new Map<string, Map<number, Summary>>()
  return {
    add: (metric, value, at) => {
      const key = keyOf(metric)
      const minutes = metrics.get(key) ?? new Map<number, Summary>()
      metrics.set(key, minutes)
      const added = { sum: value, count: 1, maximum: value, minimum: value }
      const minute = minuteOf(at)
      const before = minutes.get(minute)
      minutes.set(minute, before === undefined ? added : merged(before, added))
    },
    valueOf: (metric, statistic, from, until) => {
      const minutes = metrics.get(keyOf(metric))
      const found: Summary[] = []
      for (let minute = minuteOf(from); minute < minuteOf(until); minute++) {
        const summary = minutes?.get(minute)
        if (summary !== undefined) found.push(summary)
      }
      const [first, ...more] = found
      return first === undefined ? undefined : statisticOf(more.reduce(merged, first), statistic)
    },
  }
}

/** The order of dimensions means nothing. */
const keyOf = ({ namespace, name, dimensions }: Metric): string =>
  JSON.stringify([namespace, name, Object.entries(dimensions).toSorted()])

const minuteOf = (date: Date): number => Math.floor(date.getTime() / 60_000)

const merged = (a: Summary, b: Summary): Summary => ({
  sum: a.sum + b.sum,
  count: a.count + b.count,
  maximum: Math.max(a.maximum, b.maximum),
  minimum: Math.min(a.minimum, b.minimum),
})

const statisticOf = (summary: Summary, statistic: Statistic): number => {
  switch (statistic) {
    case 'Sum':
      return summary.sum
    case 'Maximum':
      return summary.maximum
    case 'Minimum':
      return summary.minimum
    case 'SampleCount':
      return summary.count
    case 'Average':
      return summary.sum / summary.count
  }
}
