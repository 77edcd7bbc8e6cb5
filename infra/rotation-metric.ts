import type { Duration } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'

/** The namespace of what the functions measure. */
export const METRICS_NAMESPACE = 'TokenRotation'

/** What a finished sweep measures of the whole fleet. */
export type FleetMetricName =
  | 'SweepsFinished'
  | 'Credentials'
  | 'Active'
  | 'Failing'
  | 'Reauthorize'
  | 'Invalid'
  | 'Static'
  | 'Paused'
  | 'Overdue'
  | 'Expired'
  | 'EscrowWaiting'
  | 'NearVersionLimit'
  | 'ProvidersUnavailable'
  | 'OldestOverdueSeconds'
  | 'DaysToNextGrantEnd'

/** What the refreshing functions count, run by run. */
export type RefreshMetricName = 'Refreshes' | 'SecretWrites' | 'TokensLost'

/** A metric of the functions' own, over all providers. */
export const rotationMetric = (
  metricName: FleetMetricName | RefreshMetricName,
  { statistic, period }: { readonly statistic: string; readonly period: Duration },
): Metric => new Metric({ namespace: METRICS_NAMESPACE, metricName, statistic, period })
