import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import type { MetricValue } from './metric-store.ts'

const Directive = t.type({
  Namespace: t.string,
  Dimensions: t.readonlyArray(t.readonlyArray(t.string)),
  Metrics: t.readonlyArray(t.type({ Name: t.string })),
})

const Line = t.type({
  _aws: t.type({ Timestamp: t.number, CloudWatchMetrics: t.readonlyArray(Directive) }),
})

/**
 * Reads the metrics that a line of a function's output carries, as CloudWatch does; none for any other line.
 *
 * What has no number, or lacks the field of a dimension, is passed over.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const embeddedMetrics = (line: string): readonly MetricValue[] => {
  const fields = fieldsOf(line)
  const read = Line.decode(fields)
  if (E.isLeft(read) || fields === undefined) return []
  const { Timestamp, CloudWatchMetrics } = read.right._aws
  const at = new Date(Timestamp)
  return CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.flatMap(({ Name }) => {
        const dimensions = dimensionsOf(fields, names)
        const metric = { namespace: Namespace, name: Name, dimensions }
        return names.length === Object.keys(dimensions).length
          ? valuesOf(fields[Name]).map((value) => ({ metric, value, at }))
          : []
      }),
    ),
  )
}

const fieldsOf = (line: string): Readonly<Record<string, unknown>> | undefined => {
  if (!line.startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(line)
    return t.UnknownRecord.is(value) ? value : undefined
  } catch {
    return undefined
  }
}

const dimensionsOf = (
  fields: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = fields[name]
      return typeof value === 'string' ? [[name, value]] : []
    }),
  )

const valuesOf = (value: unknown): readonly number[] =>
  (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'number')
