import type { Duration } from 'aws-cdk-lib'
import { SearchExpression } from 'aws-cdk-lib/aws-cloudwatch'
import { METRICS_NAMESPACE } from './rotation-metric.ts'

/** A line for each value of a dimension that has data, named after the value, whatever values there are. */
export const linePer = (
  dimension: 'Provider' | 'ErrorCode' | 'WithinDays',
  {
    metricNames,
    statistic,
    period,
  }: {
    readonly metricNames: readonly string[]
    readonly statistic: string
    readonly period: Duration
  },
): SearchExpression => {
  const names = metricNames.map((name) => `"${name}"`).join(' OR ')
  const value = `\${PROP('Dim.${dimension}')}`
  return new SearchExpression({
    expression: `SEARCH('{${METRICS_NAMESPACE},${dimension}} MetricName=(${names})', '${statistic}', ${period.toSeconds()})`,
    label: metricNames.length === 1 ? value : `${value} \${PROP('MetricName')}`,
    period,
  })
}
