import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { alertsTable } from '../../infra/alerts-table.ts'
import { RUNBOOK } from '../../infra/alerts-text.ts'

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')

describe('when somebody who got a notice opens the runbook', () => {
  it('finds the section that the notice names', () => {
    const headings = [...readme.matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading)
    const anchors = headings.map((heading) => heading.toLowerCase().replaceAll(' ', '-'))
    const [file, anchor] = RUNBOOK.split('#')
    expect(file).toBe('README.md')
    expect(anchors).toContain(anchor)
  })

  it('reads there what the alarms and notices say', () => {
    const [, table] = readme.match(/<!-- alarms -->\n+([\s\S]*?)\n+<!-- \/alarms -->/) ?? []
    expect(table).toBe(alertsTable())
  })

  it('can read the table: no text has a character that ends a cell', () => {
    expect(alertsTable().split('\n')).toEqual(
      alertsTable()
        .split('\n')
        .map(() => expect.stringMatching(/^\|([^|]+\|){3}$/)),
    )
  })
})
