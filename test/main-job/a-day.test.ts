import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { builtDist } from './built-dist.ts'

const run = promisify(execFile)

/** Lifetimes of access tokens, in hours; each is refreshed a fifth of it before its end. */
const LIFETIMES = {
  'smartsheet/reporting': 168,
  'retently/surveys': 6,
  'acme-crm/sales': 1,
  'acme-crm/support': 1,
  'acme-billing/invoices': 2,
}
const HOURS = 4
/** A second for which the machine is busy with something else is twelve minutes here. */
const SPEED = 720

describe('when four hours of the demo pass 720 times faster', () => {
  let output: string

  beforeAll(async () => {
    const { stdout } = await run(process.execPath, [
      join(builtDist(), 'cli.mjs'),
      'local',
      ...['--speed', String(SPEED), '--hours', String(HOURS)],
    ])
    output = stdout
  }, 120_000)

  const timesOf = (name: string): number =>
    Number(new RegExp(`^${name} .* (\\d+) times`, 'm').exec(output)?.[1])

  it.each(Object.entries(LIFETIMES))(
    'refreshes %s about as often as its lifetime says',
    (name, hours) => {
      // the first one is due at once, but for the credential that was issued at the start
      const expected = HOURS / (hours * 0.8) + (name === 'acme-crm/support' ? 0 : 1)

      expect(timesOf(name)).toBeGreaterThanOrEqual(Math.max(1, Math.floor(expected * 0.7)))
      expect(timesOf(name)).toBeLessThanOrEqual(Math.ceil(expected * 1.15))
    },
  )

  it('refreshes nothing that cannot be refreshed', () => {
    expect(['acme-crm/typo', 'retently/former-admin'].map(timesOf)).toStrictEqual([0, 0])
  })
})
