import Table from 'cli-table3'

/** One line of the report. `NotShown`: the emulator, or the repository, cannot show it. */
export type Finding = {
  readonly step: string
  readonly what: string
  readonly result: 'ok' | 'FAILED' | 'not shown'
  readonly detail: string
}

/** Collects findings and tells each one when it is made. */
export type Report = {
  readonly check: (step: string, what: string, isTrue: boolean, detail?: string) => void
  readonly notShown: (step: string, what: string, detail: string) => void
  readonly findings: () => readonly Finding[]
}

/** Starts an empty report that prints as it grows. */
export const startReport = (print: (line: string) => void): Report => {
  const findings: Finding[] = []
  const add = (finding: Finding): void => {
    findings.push(finding)
    print(`  ${[finding.result.padEnd(9), finding.what, finding.detail].join('  ').trimEnd()}`)
  }
  return {
    check: (step, what, isTrue, detail = '') =>
      add({ step, what, result: isTrue ? 'ok' : 'FAILED', detail }),
    notShown: (step, what, detail) => add({ step, what, result: 'not shown', detail }),
    findings: () => findings,
  }
}

/** Draws the whole report. */
export const reportTable = (findings: readonly Finding[]): string => {
  const table = new Table({
    head: ['step', 'what', 'result', 'detail'],
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    style: { head: [], border: [] },
  })
  for (const { step, what, result, detail } of findings) table.push([step, what, result, detail])
  return table.toString()
}
