import type { Call } from '../../lib/local/gateway/gateway-call.ts'
import type { AwsSide } from '../local/aws-side.ts'

/** Keeps what every further call sends; one of them may then be looked up by its operation. */
export const recordCalls = (aws: AwsSide) => {
  const calls: Call[] = []
  const pass = aws.fault
  aws.fault = (call) => {
    calls.push(call)
    return pass?.(call)
  }
  return {
    inputsOf: (operation: string) =>
      calls.filter((call) => call.operation === operation).map(({ input }) => input),
    all: calls,
  }
}
