import type { Outcome } from './rotation-run.ts'

/**
 * What is counted of runs. Noting costs nothing, cannot fail and says nothing yet, so that nothing stands between a
 * provider's answer and the write that makes it durable.
 */
export type Meter = {
  /** Notes a call that counts against Secrets Manager's writes per second. */
  readonly secretWrite: () => void
  /** Notes how long a token endpoint took, whatever it answered. */
  readonly tokenRequest: (provider: string, milliseconds: number) => void
  /** Effect: tells what was noted since the last time, and what a run came to. Tells nothing if there is nothing. */
  readonly tell: (outcome?: Pick<Outcome, 'result' | 'errorCode'>) => void
}
