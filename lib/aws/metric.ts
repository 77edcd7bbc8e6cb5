/** Counts that alarms are set on. */
export type MetricName = 'TokensLost'

/**
 * Counts one, for CloudWatch to read from the log.
 *
 * Written to the output itself: with Lambda's JSON log format the console would wrap it, and CloudWatch pass over it.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const count = (name: MetricName, now: Date): void => {
  const metrics = [{ Name: name, Unit: 'Count' }]
  const directive = { Namespace: 'TokenRotation', Dimensions: [[]], Metrics: metrics }
  const entry = { _aws: { Timestamp: now.getTime(), CloudWatchMetrics: [directive] }, [name]: 1 }
  process.stdout.write(`${JSON.stringify(entry)}\n`)
}
