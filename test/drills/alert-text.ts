import { expect } from 'vitest'
import { type AlarmName, alarmsRunbook } from '../../infra/alarms-runbook.ts'
import { type NoticeName, noticesRunbook } from '../../infra/notices-runbook.ts'

const ANCHOR = '#when-something-is-wrong'

/** Expects of one text that it says all of these, what it means and what to do first, and where more stands. */
export const expectText = (
  text: string | undefined,
  name: AlarmName | NoticeName,
  ...subjects: readonly string[]
): void => {
  const { impact, firstAction } = { ...alarmsRunbook, ...noticesRunbook }[name]
  for (const part of [...subjects, impact, firstAction, ANCHOR]) expect(text).toContain(part)
}
