import { setImmediate } from 'node:timers/promises'

/** Time that passes only when everybody waits, as far as the first of them wakes. */
export type VirtualTime = {
  readonly now: () => Date
  readonly wait: (milliseconds: number) => Promise<void>
  /** Lets time pass until the work is done. */
  readonly run: <A>(work: Promise<A>) => Promise<A>
}

/** Starts a time of its own. Errors: `run` throws when work is left that nobody will ever wake. */
export const virtualTime = (start: Date): VirtualTime => {
  let time = start.getTime()
  let waiting: readonly { readonly at: number; readonly wake: () => void }[] = []
  return {
    now: () => new Date(time),
    wait: (milliseconds) =>
      new Promise((wake) => {
        waiting = [...waiting, { at: time + milliseconds, wake }].toSorted((a, b) => a.at - b.at)
      }),
    run: async (work) => {
      let isDone = false
      const end = () => {
        isDone = true
      }
      work.then(end, end)
      for (;;) {
        await setImmediate()
        if (isDone) return work
        const [first, ...others] = waiting
        if (first === undefined) throw new Error('virtual time stands still')
        waiting = others
        time = Math.max(time, first.at)
        first.wake()
      }
    },
  }
}
