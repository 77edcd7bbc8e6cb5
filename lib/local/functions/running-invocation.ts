import { randomUUID } from 'node:crypto'
import type { FunctionLogLine, Invocation } from './function-host.ts'

/**
 * The invocation that a process is at.
 *
 * Shape: `endOfOutput` is the line that ends its output on both streams; `open` are the streams where it was not seen
 * yet; `answered` and `drained` settle when the handler ended and when its output was read.
 */
export type RunningInvocation = {
  readonly requestId: string
  readonly endOfOutput: string
  readonly open: Set<FunctionLogLine['stream']>
  readonly answered: PromiseWithResolvers<Invocation>
  readonly drained: PromiseWithResolvers<void>
}

/** Begins an invocation under a request id of its own. */
export const beginInvocation = (): RunningInvocation => {
  const requestId = randomUUID()
  return {
    requestId,
    endOfOutput: `\u0000END ${requestId}`,
    open: new Set(['stdout', 'stderr']),
    answered: Promise.withResolvers(),
    drained: Promise.withResolvers(),
  }
}
