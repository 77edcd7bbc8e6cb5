import type { Duration } from 'aws-cdk-lib'
import { SearchExpression } from 'aws-cdk-lib/aws-cloudwatch'
import { metricsNamespace } from '../lib/aws/metrics-namespace.ts'

/** A line for each value of a dimension that has data, named after the value, whatever values there are. */
export const linePer =
  (tagPrefix: string) =>
  (
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
      expression: `SEARCH('{${quoted(metricsNamespace(tagPrefix))},${dimension}} MetricName=(${names})', '${statistic}', ${period.toSeconds()})`,
      label: metricNames.length === 1 ? value : `${value} \${PROP('MetricName')}`,
      period,
    })
  }

/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html */
const quoted = (name: string): string => (/^[A-Za-z0-9/_]+$/.test(name) ? name : `"${name}"`)
