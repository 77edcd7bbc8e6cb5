/** The messages that can be received now. Shape: messages and groups are numbers. */
export type FairMessages = {
  readonly add: (message: number, group: number) => void
  /** Takes a message away; `undefined`: there is none. */
  readonly take: () => number | undefined
  readonly size: () => number
}

/** Serves the groups in turn, each in its order, as a fair queue keeps a busy group from delaying the others. */
export const fairMessages = (): FairMessages => {
  const groups = new Map<number, { readonly messages: number[]; next: number }>()
  let turn: number[] = []
  let nextTurn = 0
  let size = 0
  return {
    size: () => size,
    add: (message, group) => {
      const waiting = groups.get(group)
      if (waiting === undefined) {
        groups.set(group, { messages: [message], next: 0 })
        turn.push(group)
      } else waiting.messages.push(message)
      size += 1
    },
    take: () => {
      const group = turn[nextTurn]
      const waiting = group === undefined ? undefined : groups.get(group)
      if (group === undefined || waiting === undefined) return undefined
      nextTurn += 1
      size -= 1
      const message = waiting.messages[waiting.next]
      waiting.next += 1
      if (waiting.next === waiting.messages.length) groups.delete(group)
      else turn.push(group)
      // what was served already is dropped now and then, not at every message
      if (nextTurn > 1024 || nextTurn === turn.length) {
        turn = turn.slice(nextTurn)
        nextTurn = 0
      }
      return message
    },
  }
}
