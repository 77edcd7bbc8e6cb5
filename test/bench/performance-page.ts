import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import type { BenchReport } from './bench.ts'
import { reportMarkdown } from './report-text.ts'

const project = join(import.meta.dirname, '../..')

/**
 * Puts what was measured in its part of PERFORMANCE.md, with the date, the machine and the command, and its charts in
 * their files.
 *
 * Errors: throws when the page has no part of that name.
 */
export const writeToPerformancePage = (name: string, report: BenchReport): void => {
  const page = join(project, 'PERFORMANCE.md')
  const text = readFileSync(page, 'utf8')
  const [before, rest] = text.split(`<!-- ${name} -->\n`)
  const [, after] = rest?.split(`<!-- /${name} -->\n`) ?? []
  if (before === undefined || after === undefined)
    throw new Error(
      `PERFORMANCE.md: expected a part between <!-- ${name} --> and <!-- /${name} -->`,
    )
  for (const { path, text: contents } of report.files ?? []) {
    mkdirSync(dirname(join(project, path)), { recursive: true })
    writeFileSync(join(project, path), contents)
  }
  writeFileSync(
    page,
    `${before}<!-- ${name} -->\n${provenance(name)}\n\n${reportMarkdown(report)}\n<!-- /${name} -->\n${after}`,
  )
}

const provenance = (name: string): string =>
  `\`npm run bench -- ${name}\`, ${new Date().toISOString().slice(0, 10)}, Node.js ${process.versions.node}, ${machine()}.`

const machine = (): string =>
  `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}`
