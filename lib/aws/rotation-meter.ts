import type { Meter } from '../rotation/meter.ts'
import { type MetricGroup, type MetricSink, writeMetrics } from './embedded-metrics.ts'
import { counted } from './metric.ts'

/**
 * Counts runs for CloudWatch, one line per run that did something.
 *
 * Shape: `Refreshes` and `SecretWrites`; `Failures` by the dimension `ErrorCode`; `TokenEndpointMilliseconds` by the
 * dimension `Provider`.
 */
export const rotationMeter = (sink: MetricSink): Meter => {
  let secretWrites = 0
  let tokenRequests = new Map<string, readonly number[]>()
  return {
    secretWrite: () => {
      secretWrites += 1
    },
    tokenRequest: (provider, milliseconds) => {
      tokenRequests.set(provider, [...(tokenRequests.get(provider) ?? []), milliseconds])
    },
    tell: (outcome) => {
      const metrics = [
        ...(outcome?.result === 'refreshed' ? [counted('Refreshes', 1)] : []),
        ...(secretWrites === 0 ? [] : [counted('SecretWrites', secretWrites)]),
      ]
      const groups: readonly MetricGroup[] = [
        ...(metrics.length === 0 ? [] : [{ metrics }]),
        ...(outcome?.result === 'failed' && outcome.errorCode !== undefined
          ? [
              {
                dimensions: { ErrorCode: outcome.errorCode },
                metrics: [counted('Failures', 1)],
              },
            ]
          : []),
      ]
      const [first, ...others] = [...tokenRequests].map(durations)
      secretWrites = 0
      tokenRequests = new Map()
      const line = [...groups, ...(first === undefined ? [] : [first])]
      if (line.length > 0) writeMetrics(sink, line)
      // a run asks one provider; where it was more, a line has room for one value of a dimension
      for (const other of others) writeMetrics(sink, [other])
    },
  }
}

const durations = ([Provider, values]: readonly [string, readonly number[]]): MetricGroup => ({
  dimensions: { Provider },
  metrics: [{ name: 'TokenEndpointMilliseconds', unit: 'Milliseconds', values }],
})
