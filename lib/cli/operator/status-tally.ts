import type { StatusPage } from './status-pages.ts'
import { needsPerson, SHOWN_STATUSES } from './status-row.ts'

/** Counts a fleet while it is read. */
export type Tally = {
  readonly add: (page: StatusPage) => void
  /** Whether a person has to do something about one of them. */
  readonly isInTrouble: () => boolean
  /** Whether nothing was seen, neither what is asked for nor anything else. */
  readonly isEmpty: () => boolean
  /** The providers of everything that was seen. */
  readonly providers: () => ReadonlySet<string>
  /**
   * The counts as a sentence: `3 credentials: 2 active, 1 invalid; left out: 1 replica`. Where others than those asked
   * for were seen alone: `0 of 3 credentials match`.
   */
  readonly text: () => string
}

/** Begins to count; an empty fleet. */
export const startTally = (): Tally => {
  const statuses = new Map<string, number>()
  const reasons = new Map<string, number>()
  const known = new Set<string>()
  let seen = 0
  let inTrouble = false
  const count = (counts: Map<string, number>, key: string): void => {
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return {
    add: ({ rows, providers, passedOver }) => {
      seen += providers.length
      for (const provider of providers) known.add(provider)
      for (const row of rows) {
        count(statuses, row.status)
        inTrouble ||= needsPerson(row)
      }
      for (const why of passedOver) count(reasons, why)
    },
    isInTrouble: () => inTrouble,
    isEmpty: () => seen + reasons.size === 0,
    providers: () => known,
    text: () => {
      const total = [...statuses.values()].reduce((sum, n) => sum + n, 0)
      const counted = SHOWN_STATUSES.filter((status) => statuses.has(status)).map(
        (status) => `${statuses.get(status)} ${status}`,
      )
      const left = [...reasons].map(([why, n]) => `${n} ${why}`)
      return [
        total === 0 && seen > 0
          ? `0 of ${credentials(seen)} match`
          : `${credentials(total)}${total === 0 ? '' : `: ${counted.join(', ')}`}`,
        ...(left.length === 0 ? [] : [`left out: ${left.join(', ')}`]),
      ].join('; ')
    },
  }
}

const credentials = (count: number): string => `${count} credential${count === 1 ? '' : 's'}`
