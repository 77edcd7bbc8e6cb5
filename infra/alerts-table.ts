import { alarmsRunbook } from './alarms-runbook.ts'
import type { AlertText } from './alerts-text.ts'
import { noticesRunbook } from './notices-runbook.ts'

/** The README's table of everything that people are told of, as Markdown. */
export const alertsTable = (): string =>
  [
    '| alarm or notice | what it means | what to do first |',
    '|---|---|---|',
    ...rowsOf(alarmsRunbook),
    ...rowsOf(noticesRunbook),
  ].join('\n')

const rowsOf = (runbook: Readonly<Record<string, AlertText>>): readonly string[] =>
  Object.entries(runbook).map(
    ([name, { impact, firstAction }]) => `| \`${name}\` | ${impact} | ${firstAction} |`,
  )
