import type { Duration } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { metricsNamespace } from '../lib/aws/metrics-namespace.ts'

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

/** A metric of a deployment's functions, over all providers. */
export type RotationMetric = (
  metricName: FleetMetricName | RefreshMetricName,
  options: { readonly statistic: string; readonly period: Duration },
) => Metric

/** The metrics of the deployment with this prefix. */
export const rotationMetric =
  (tagPrefix: string): RotationMetric =>
  (metricName, { statistic, period }) =>
    new Metric({ namespace: metricsNamespace(tagPrefix), metricName, statistic, period })
