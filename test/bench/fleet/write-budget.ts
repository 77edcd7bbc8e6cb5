/**
 * The writes of secrets that Secrets Manager takes of an account and region.
 *
 * Shape: times in milliseconds; `perSecond` has the writes of each second from the beginning on.
 */
export type WriteBudget = {
  /** Effect: takes the first place from this time on; gives when it is. */
  readonly reserve: (time: number) => number
  /** Effect: gives a place back. */
  readonly release: (time: number) => void
  readonly perSecond: Uint16Array
}

/**
 * Counts the writes of every second; one that finds its second full waits for the next, as a client does that is
 * refused and asks again.
 *
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
 */
export const writeBudget = (from: number, seconds: number, quota: number): WriteBudget => {
  const perSecond = new Uint16Array(seconds)
  const secondOf = (time: number): number => Math.floor((time - from) / 1000)
  return {
    perSecond,
    reserve: (time) => {
      const wanted = secondOf(time)
      let second = wanted
      while ((perSecond[second] ?? 0) >= quota) second += 1
      if (second < seconds) perSecond[second] = (perSecond[second] ?? 0) + 1
      return second === wanted ? time : from + second * 1000
    },
    release: (time) => {
      const second = secondOf(time)
      if (second < seconds) perSecond[second] = Math.max(0, (perSecond[second] ?? 0) - 1)
    },
  }
}
