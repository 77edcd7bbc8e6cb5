import type { Invocation } from '../functions/function-host.ts'
import type { MetricValue } from './metric-store.ts'

/** The name of the error with which Lambda refuses an invocation for want of concurrency. */
export const THROTTLED = 'TooManyRequestsException'

/**
 * What AWS Lambda tells CloudWatch of an invocation. One that is throttled is neither an invocation nor an error.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export const invocationMetrics = (
  functionName: string,
  invocation: Invocation,
  at: Date,
): readonly MetricValue[] => {
  const isThrottled = invocation.tag === 'Threw' && invocation.errorType === THROTTLED
  const counts = isThrottled
    ? { Throttles: 1 }
    : { Invocations: 1, Errors: invocation.tag === 'Answered' ? 0 : 1, Throttles: 0 }
  return Object.entries(counts).map(([name, value]) => ({
    metric: { namespace: 'AWS/Lambda', name, dimensions: { FunctionName: functionName } },
    value,
    at,
  }))
}
