import { setTimeout as pause } from 'node:timers/promises'

/**
 * How long to wait for a service that answers from copies.
 *
 * Shape: `settle` waits until a write is likely to be seen by reads; `until` reads again and again until the
 * answer is enough or patience ends, and gives the last answer.
 */
export type Patience = {
  readonly settle: () => Promise<void>
  readonly until: <A>(read: () => Promise<A>, isEnough: (seen: A) => boolean) => Promise<A>
}

/** For emulators, which show a write at once. */
export const noPatience: Patience = { settle: async () => {}, until: (read) => read() }

/**
 * For a real account: two seconds after a write, and for lists a little more than the five minutes that
 * ListSecrets may lag.
 *
 * Errors: both reject when `signal` is aborted.
 */
export const livePatience = (signal: AbortSignal): Patience => ({
  settle: () => pause(SETTLE_MILLISECONDS, undefined, { signal }),
  until: async (read, isEnough) => {
    const endsAt = performance.now() + LIST_LAG_MILLISECONDS
    let seen = await read()
    while (!isEnough(seen) && performance.now() < endsAt) {
      await pause(ASK_AGAIN_MILLISECONDS, undefined, { signal })
      seen = await read()
    }
    return seen
  },
})

const SETTLE_MILLISECONDS = 2000
const ASK_AGAIN_MILLISECONDS = 5000
const LIST_LAG_MILLISECONDS = 6 * 60 * 1000
