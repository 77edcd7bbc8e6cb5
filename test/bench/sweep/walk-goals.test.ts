import { describe, expect, it } from 'vitest'
import { walkCases } from './walk-cases.ts'
import { walkGoals } from './walk-goals.ts'
import type { WalkRow } from './walk-row.ts'

const rows: readonly WalkRow[] = walkCases.map((of) => ({
  of,
  sweepsPerWalk: 3,
  walkMinutes: 12,
  unseenMinutes: of.trouble === true ? 30 : 15,
  neverSeen: 0,
  listsPerWalk: of.secrets / 100,
  lateSeconds: undefined,
}))

/** The goals that are missed when the cases whose name says so are unseen for so long. */
const missed = (name: string, unseenMinutes: number, watched = rows): readonly string[] =>
  walkGoals(
    watched.map((row) => (row.of.what.includes(name) ? { ...row, unseenMinutes } : row)),
  ).flatMap(({ goal, measured, isMet }) => (isMet ? [] : [`${goal}: ${measured}`]))

describe('when walks are held against their goals', () => {
  it('judges the longest time between two looks where all is well, whichever case it is in', () => {
    const goal =
      'where all is well, at most 20 minutes between two looks at a secret of the largest account: 20.1 minutes'

    expect(missed('tokens live 8 h', 20.1)).toStrictEqual([goal])
    expect(missed('a sweep every minute', 20.1)).toStrictEqual([goal])
    expect(missed('tokens live 8 h', 20.1, rows.toReversed())).toStrictEqual([goal])
    expect(missed('tokens live 8 h', 20)).toStrictEqual([])
  })

  it('has a bound of its own for the cases with trouble', () => {
    const goal =
      'where sweeps are killed or do not start, or the list is slow, at most 35 minutes: 35.1 minutes'

    expect(missed('the list is slow', 35.1)).toStrictEqual([goal])
    expect(missed('killed half-way', 35.1)).toStrictEqual([goal])
    expect(missed('every fifth does not start', 35)).toStrictEqual([])
  })

  it('leaves out what only shows how it would be if sweeps started over', () => {
    expect(missed('if each sweep started over', 90)).toStrictEqual([])
  })

  it('asks for the walk of several sweeps', () => {
    expect(() => walkGoals(rows.slice(0, 1))).toThrow('expected a walk of the case')
  })
})
