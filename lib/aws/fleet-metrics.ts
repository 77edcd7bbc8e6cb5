import { type FleetCounts, totalOf } from '../rotation/fleet.ts'
import type { Swept } from '../rotation/swept.ts'
import { type Metric, type MetricSink, writeMetrics } from './embedded-metrics.ts'
import { counted } from './metric.ts'

/**
 * Tells how the fleet stands, once per finished sweep: a line for all credentials, and one per provider by the dimension
 * `Provider`. While a walk takes several sweeps, each of them tells what the last whole walk saw.
 *
 * Shape: zeros are told too, so that an alarm has data; `DaysToNextGrantEnd` is left out where no end is known. Before the
 * first whole walk nothing is told but that a sweep finished.
 */
export const measureFleet = (sink: MetricSink, swept: Swept | undefined): void => {
  if (swept === undefined) {
    writeMetrics(sink, [{ metrics: [counted('SweepsFinished', 1)] }])
    return
  }
  const { fleet, report } = swept
  const total = totalOf(fleet)
  writeMetrics(sink, [
    {
      metrics: [
        counted('SweepsFinished', 1),
        ...countsOf(total),
        counted('EscrowWaiting', fleet.escrowWaiting),
        counted('NearVersionLimit', fleet.nearVersionLimit),
        counted('ProvidersUnavailable', report.providersUnavailable),
        { name: 'OldestOverdueSeconds', unit: 'Seconds', values: [fleet.oldestOverdueSeconds] },
        ...daysTo(fleet.nextGrantEnd, sink.now()),
      ],
    },
  ])
  for (const [Provider, counts] of fleet.providers)
    writeMetrics(sink, [
      {
        dimensions: { Provider },
        metrics: [...countsOf(counts), counted('EndingSoon', counts.endingSoon)],
      },
    ])
}

const countsOf = (counts: FleetCounts): readonly Metric[] => [
  counted('Credentials', counts.credentials),
  counted('Active', counts.active),
  counted('Failing', counts.failing),
  counted('Reauthorize', counts.reauthorize),
  counted('Invalid', counts.invalid),
  counted('Static', counts.static),
  counted('Paused', counts.paused),
  counted('Overdue', counts.overdue),
  counted('Expired', counts.expired),
]

/** In days and tenths of them, rounded down. */
const daysTo = (end: Date | undefined, now: Date): readonly Metric[] => {
  if (end === undefined) return []
  const days = (end.getTime() - now.getTime()) / 86_400_000
  return [{ name: 'DaysToNextGrantEnd', unit: 'None', values: [Math.floor(days * 10) / 10] }]
}
