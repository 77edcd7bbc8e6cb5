import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

/*
 * Two dozen ways in which AWS surprises whoever refreshes tokens on it are numbered; the list stands in ARCHITECTURE.md.
 * Each has a test whose title names it, or the page says why it cannot occur.
 */

const ROOT = join(import.meta.dirname, '..')
const TRAPS = Array.from({ length: 24 }, (_, i) => i + 1)

/** The numbers that a text names in this way, each once. */
const numbersIn = (text: string, pattern: RegExp): readonly number[] => [
  ...new Set([...text.matchAll(pattern)].map(([, number]) => Number(number))),
]

const titles = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => readFileSync(join(ROOT, 'test', file), 'utf8'))
  .flatMap((text) => text.split('\n'))
  .filter((line) => !/^\s*(\/\/|\*|\/\*)/.test(line))
  .join('\n')

const section =
  /^## Traps of AWS$([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(
    readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8'),
  )?.[1] ?? ''

describe('when somebody asks what became of a known trap of AWS', () => {
  it('is in the list of the architecture, each number once', () => {
    expect([...section.matchAll(/^\| (\d+) \|/gm)].map(([, number]) => Number(number))).toEqual(
      TRAPS,
    )
  })

  it('is named in the title of a test, or said there to be impossible', () => {
    const tested = numbersIn(titles, /AWS trap (\d+): /g)
    const impossible = numbersIn(section, /^\| (\d+) \|[^|]*\| cannot occur: /gm)

    expect(TRAPS.filter((n) => !tested.includes(n) && !impossible.includes(n))).toEqual([])
    expect(impossible.filter((n) => tested.includes(n))).toEqual([])
  })
})

describe('when the CDK command line is installed', () => {
  it('is an exact version, not the newest (AWS trap 23: the newest one was published by accident)', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))

    expect(devDependencies['aws-cdk']).toMatch(/^2\.\d+\.\d+$/)
  })
})
