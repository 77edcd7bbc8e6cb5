import Table from 'cli-table3'
import type { BenchReport, BenchTable } from './bench.ts'

/** A report as a person reads it on a terminal. */
export const reportText = ({ tables, goals }: BenchReport): string =>
  [
    ...tables.map(terminalTable),
    ...goals.map(
      ({ goal, measured, isMet }) => `${isMet ? 'met' : 'NOT MET'}: ${goal} (${measured})`,
    ),
  ].join('\n')

/** A report as it stands in PERFORMANCE.md. */
export const reportMarkdown = ({ tables, goals }: BenchReport): string =>
  [
    ...tables.map(markdownTable),
    ...(goals.length === 0
      ? []
      : [
          markdownTable({
            head: ['goal', 'measured', ''],
            rows: goals.map(({ goal, measured, isMet }) => [
              goal,
              measured,
              isMet ? 'met' : '**not met**',
            ]),
          }),
        ]),
  ].join('\n\n')

const terminalTable = ({ caption, head, rows }: BenchTable): string => {
  const table = new Table({ head: [...head], style: { head: [], border: [] } })
  for (const row of rows) table.push([...row])
  return [...(caption === undefined ? [] : [caption]), table.toString()].join('\n')
}

const markdownTable = ({ caption, head, rows }: BenchTable): string => {
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`
  return [
    ...(caption === undefined ? [] : [`${caption}:`, '']),
    line(head),
    `|${head.map((_, column) => (rows.every((row) => typeof row[column] === 'number') ? '--:|' : '---|')).join('')}`,
    ...rows.map(line),
  ].join('\n')
}
