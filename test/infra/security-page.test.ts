import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

describe('when SECURITY.md says which test holds a guarantee', () => {
  it('names at least one for each, and none that is not there', () => {
    const page = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8')
    const rows = page
      .slice(page.indexOf('| guarantee | test |'), page.indexOf('## Out of scope'))
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .slice(1)
    const tests = rows.map((row) =>
      [...row.matchAll(/`(test\/[^`]+)`/g)].map(([, path = '']) => path),
    )

    expect(rows.length).toBeGreaterThan(20)
    expect(rows.filter((_, i) => tests[i]?.length === 0)).toStrictEqual([])
    expect(tests.flat().filter((path) => !existsSync(join(ROOT, path)))).toStrictEqual([])
  })
})
