import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it, vi } from 'vitest'
import { fleetTable } from '../../lib/cli/fleet-table.ts'
import { fleet, NOW } from './fleet.ts'

// as on a terminal that knows colours; it is looked up when the packages are loaded
vi.hoisted(() => {
  delete process.env.NO_COLOR
  process.env.FORCE_COLOR = '1'
})

const tableOf = (columns: number | undefined, isColoured = false) =>
  fleetTable(fleet, NOW, { isColoured, columns })

const widthOf = (table: string) => Math.max(...table.split('\n').map(({ length }) => length))

/** The cells of the lines of a table, without borders and padding. */
const cellsOf = (table: string) =>
  table
    .split('\n')
    .filter((line) => line.startsWith('│'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('│')
        .map((cell) => cell.trim()),
    )

describe('when there is room for every column', () => {
  it('shows each credential on one line', () => {
    expect(cellsOf(tableOf(200))).toStrictEqual([
      ['credential', 'provider', 'format', 'status', 'expires', 'next look', 'last'],
      [
        'smartsheet/reporting',
        'smartsheet',
        'smartsheets',
        'active',
        'in 3 h',
        'in 2 h',
        'token refreshed',
      ],
      [
        'acme-crm/typo',
        'acme-crm',
        'credentials-camel-case',
        'invalid',
        '',
        'in 50 min',
        "the secret's text is not a credential: issued_at: expected an ISO 8601 date-time",
      ],
      ['retently/new', 'retently', '', 'not seen yet', '', '', ''],
    ])
  })
})

describe('when the screen is narrow', () => {
  it.each([200, 160, 130, 120, 100, 90, 80, 70, 65])('keeps within %i columns', (columns) => {
    expect(widthOf(tableOf(columns))).toBeLessThanOrEqual(columns)
  })

  it('wraps the last column, and loses no word of it', () => {
    const lines = cellsOf(tableOf(130))
    const last = lines.slice(2, -1).map((cells) => cells.at(-1))

    expect(last.length).toBeGreaterThan(1)
    expect(last.join(' ')).toBe(
      "the secret's text is not a credential: issued_at: expected an ISO 8601 date-time",
    )
  })

  it.each([
    [130, ['credential', 'provider', 'format', 'status', 'expires', 'next look', 'last']],
    [100, ['credential', 'provider', 'status', 'expires', 'next look', 'last']],
    [86, ['credential', 'status', 'expires', 'next look', 'last']],
    [80, ['credential', 'status', 'next look', 'last']],
    [70, ['credential', 'status', 'last']],
    [20, ['credential', 'status', 'last']],
  ])('shows in %i columns what matters most', (columns, titles) => {
    expect(cellsOf(tableOf(columns))[0]).toStrictEqual(titles)
  })
})

describe('when the width of the screen is not known', () => {
  it('keeps within 160 columns', () => {
    expect(tableOf(undefined)).toBe(tableOf(160))
  })
})

describe('when there is no credential', () => {
  it('shows the titles alone', () => {
    const table = fleetTable([], NOW, { isColoured: false })

    expect(cellsOf(table)).toStrictEqual([
      ['credential', 'provider', 'format', 'status', 'expires', 'next look', 'last'],
    ])
  })
})

describe('when colours are not asked for', () => {
  it('writes no escape code, even where colours are known', () => {
    expect(stripVTControlCharacters(tableOf(120))).toBe(tableOf(120))
  })
})

describe('when colours are asked for', () => {
  it('shows the same text in colours', () => {
    expect(tableOf(120, true)).not.toBe(tableOf(120))
    expect(stripVTControlCharacters(tableOf(120, true))).toBe(tableOf(120))
  })
})
