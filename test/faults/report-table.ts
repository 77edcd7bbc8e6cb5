import Table from 'cli-table3'
import { GROUPS } from './mishap.ts'
import type { Verdict } from './run-mishap.ts'
import type { FinishedRun } from './run-plan.ts'

const HEAD = [
  'fault',
  'runs',
  'faults',
  'lost in the window',
  'lost otherwise',
  'not healed',
  'refreshes per run',
  'sweeps to heal (median, most)',
]

/** A line per group of mishaps, and one for all. */
export const reportTable = (runs: readonly FinishedRun[]): string => {
  const table = new Table({ head: HEAD, style: { head: [], border: [] }, wordWrap: true })
  for (const group of GROUPS) {
    const inGroup = runs.filter(({ mishap }) => mishap.group === group)
    if (inGroup.length > 0) table.push(line(group, inGroup))
  }
  table.push(line('all', runs))
  return table.toString()
}

const line = (name: string, runs: readonly FinishedRun[]): string[] => {
  const count = (verdict: Verdict): number => runs.filter((run) => run.verdict === verdict).length
  const sweeps = runs
    .filter(({ verdict }) => verdict === 'kept')
    .map((run) => run.sweeps)
    .toSorted((a, b) => a - b)
  const median = sweeps[Math.floor(sweeps.length / 2)] ?? 0
  return [
    name,
    String(runs.length),
    String(sum(runs.map(({ strikes }) => strikes))),
    String(count('lost in the window')),
    String(count('lost')),
    String(count('not healed')),
    (sum(runs.map(({ refreshes }) => refreshes)) / runs.length).toFixed(2),
    `${median}, ${sweeps.at(-1) ?? 0}`,
  ]
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

/** The runs that must not be: what they lost, left open, or asked for twice is a defect. */
export const defects = (runs: readonly FinishedRun[]): readonly FinishedRun[] =>
  runs.filter(
    ({ verdict, mishap, requests }) =>
      verdict === 'lost' ||
      verdict === 'not healed' ||
      (mishap.asksOnce === true && requests !== 1),
  )
