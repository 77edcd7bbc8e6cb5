import { Duration } from 'aws-cdk-lib'
import { GraphWidget, type IWidget, SingleValueWidget } from 'aws-cdk-lib/aws-cloudwatch'
import { linePer } from './dashboard-search.ts'
import { type FleetMetricName, rotationMetric } from './rotation-metric.ts'

/** Rows of the dashboard that show the fleet, as the last sweeps saw it. */
export const fleetWidgets = (tagPrefix: string): readonly IWidget[][] => {
  const metric = rotationMetric(tagPrefix)
  const lines = linePer(tagPrefix)
  const highest = (name: FleetMetricName) => metric(name, HIGHEST)
  const lowest = (name: FleetMetricName) => metric(name, { statistic: 'Minimum', period })
  return [
    [
      new SingleValueWidget({
        title: 'Fleet now',
        metrics: (['Credentials', 'Active', 'Failing', 'Reauthorize', 'Invalid'] as const).map(
          highest,
        ),
        width: 12,
        height: 4,
      }),
      new SingleValueWidget({
        title: 'Late, ending, waiting',
        metrics: [
          highest('OldestOverdueSeconds').with({ label: 'Oldest overdue (s)' }),
          highest('Expired'),
          lowest('DaysToNextGrantEnd').with({ label: "Days to the next grant's end" }),
          highest('EscrowWaiting').with({ label: 'Escrow waiting' }),
        ],
        width: 12,
        height: 4,
      }),
    ],
    [
      new GraphWidget({
        title: 'Fleet by status',
        left: (['Active', 'Failing', 'Reauthorize', 'Invalid', 'Static', 'Paused'] as const).map(
          highest,
        ),
        stacked: true,
        width: 8,
      }),
      new GraphWidget({
        title: 'Fleet by provider',
        left: [lines('Provider', { metricNames: ['Credentials'], ...HIGHEST })],
        stacked: true,
        width: 8,
      }),
      new GraphWidget({
        title: 'Trouble by provider and status',
        left: [
          lines('Provider', {
            metricNames: ['Failing', 'Reauthorize', 'Invalid', 'Overdue', 'Expired'],
            ...HIGHEST,
          }),
        ],
        width: 8,
      }),
    ],
    [
      new GraphWidget({
        title: 'Oldest overdue (seconds)',
        left: [highest('OldestOverdueSeconds')],
        right: [highest('Overdue'), highest('Expired')],
        width: 8,
      }),
      new GraphWidget({
        title: "Days to the next grant's end",
        left: [lowest('DaysToNextGrantEnd')],
        leftYAxis: { min: 0 },
        width: 8,
      }),
      new GraphWidget({
        title: 'Grants that end within 30, 7 and 1 days',
        left: [lines('WithinDays', { metricNames: ['GrantsEndingSoon'], ...HIGHEST })],
        width: 8,
      }),
    ],
  ]
}

/** At least one sweep, whatever their interval. */
const period = Duration.minutes(15)
const HIGHEST = { statistic: 'Maximum', period }
