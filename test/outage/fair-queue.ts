import type { DueCredential } from '../../lib/rotation/sweep-env.ts'

/** A queue with delays, to the second, that serves its groups in turn, as a fair queue does. */
export const fairQueue = () => {
  const delayed = new Map<number, DueCredential[]>()
  const ready = new Map<string, DueCredential[]>()
  const put = <K>(lists: Map<K, DueCredential[]>, key: K, message: DueCredential): void => {
    const list = lists.get(key) ?? []
    lists.set(key, list)
    list.push(message)
  }
  const wake = (now: Date): void => {
    for (const [second, messages] of delayed) {
      if (second * 1000 > now.getTime()) continue
      delayed.delete(second)
      for (const message of messages) put(ready, message.provider, message)
    }
  }
  const hide = (message: DueCredential, until: Date): void =>
    put(delayed, Math.ceil(until.getTime() / 1000), message)
  return {
    depth: (): number =>
      [...ready.values(), ...delayed.values()].reduce((sum, { length }) => sum + length, 0),
    send: (credentials: readonly DueCredential[]): void => {
      for (const credential of credentials) hide(credential, credential.dueAt)
    },
    /** Brings a message again. */
    hide,
    /** Takes up to so many messages, one of each group in turn. */
    take: (most: number, now: Date): readonly DueCredential[] => {
      wake(now)
      const taken: DueCredential[] = []
      let groups = [...ready.values()].filter(({ length }) => length > 0)
      while (taken.length < most && groups.length > 0) {
        for (const group of groups.slice(0, most - taken.length)) taken.push(...group.splice(0, 1))
        groups = groups.filter(({ length }) => length > 0)
      }
      return taken
    },
  }
}
