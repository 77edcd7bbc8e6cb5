import Table from 'cli-table3'
import type { Observation } from './observe-all.ts'

/** Draws what was expected and what was seen of each behaviour, as wide as 157 columns. */
export const observationTable = (observations: readonly Observation[]): string => {
  const table = new Table({
    head: ['service', 'behaviour', 'expected', 'seen', ''],
    colWidths: [17, 40, 40, 40, 14],
    wordWrap: true,
    wrapOnWordBoundary: true,
    style: { head: [], border: [] },
  })
  for (const { behaviour, seen, verdict } of observations) {
    const { service, title, aws, isOpen } = behaviour
    const expected = `${isOpen ? 'assumed: ' : ''}${text(aws)}`
    table.push([service, title, expected, text(seen), verdict.replace('-', ' ')])
  }
  return table.toString()
}

/** Blanks after commas and colons give the table places to break a line. */
const text = (value: unknown): string =>
  (JSON.stringify(value) ?? 'nothing').replace(/([,:])(?=["[{\d])/g, '$1 ')
