import { needsPerson, SHOWN_STATUSES, type StatusRow } from './status-row.ts'

/** Counts a fleet while it is read. */
export type Tally = {
  readonly add: (rows: readonly StatusRow[], passedOver: readonly string[]) => void
  /** Whether a person has to do something about one of them. */
  readonly isInTrouble: () => boolean
  /** Whether nothing was seen. */
  readonly isEmpty: () => boolean
  /** The counts as a sentence: `3 credentials: 2 active, 1 invalid; left out: 1 replica`. */
  readonly text: () => string
}

/** Begins to count; an empty fleet. */
export const startTally = (): Tally => {
  const statuses = new Map<string, number>()
  const reasons = new Map<string, number>()
  let inTrouble = false
  const count = (counts: Map<string, number>, key: string): void => {
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return {
    add: (rows, passedOver) => {
      for (const row of rows) {
        count(statuses, row.status)
        inTrouble ||= needsPerson(row)
      }
      for (const why of passedOver) count(reasons, why)
    },
    isInTrouble: () => inTrouble,
    isEmpty: () => statuses.size + reasons.size === 0,
    text: () => {
      const total = [...statuses.values()].reduce((sum, n) => sum + n, 0)
      const counted = SHOWN_STATUSES.filter((status) => statuses.has(status)).map(
        (status) => `${statuses.get(status)} ${status}`,
      )
      const left = [...reasons].map(([why, n]) => `${n} ${why}`)
      return [
        `${total} credential${total === 1 ? '' : 's'}${total === 0 ? '' : `: ${counted.join(', ')}`}`,
        ...(left.length === 0 ? [] : [`left out: ${left.join(', ')}`]),
      ].join('; ')
    },
  }
}
