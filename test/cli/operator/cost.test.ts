import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { costEstimate, sumOf } from '../../../lib/cli/operator/cost-estimate.ts'
import { refreshesPerMonth } from '../../../lib/cli/operator/refresh-rate.ts'
import type { LedgerItem } from '../../../lib/rotation/ledger-item.ts'
import { later } from '../../../lib/rotation/schedule.ts'
import { NOW, steadyItem } from '../../fixed-data.ts'
import { listedSecret } from '../../happy-env.ts'
import { definition } from '../../provider/definition.ts'
import { type Operator, startOperator } from './operator-cli.ts'

const basis = {
  credentials: 1000,
  refreshes: 1000 * 24 * 30,
  sweepMinutes: 5,
  ownKmsKey: false,
  trails: 0,
}

describe('when 1,000 credentials are refreshed every hour', () => {
  it('comes to what the README says', () => {
    const [keeping, ...others] = costEstimate(basis)

    expect(keeping?.dollars).toBe(400)
    expect(sumOf(others)).toBeCloseTo(24.2, 1)
  })

  it('adds what a KMS key and a further trail cost', () => {
    const more = costEstimate({ ...basis, ownKmsKey: true, trails: 1 })

    expect(sumOf(more) - sumOf(costEstimate(basis))).toBeCloseTo(0.72 * (6 + 140), 5)
  })
})

describe('when there is no credential', () => {
  it('costs the key and the empty sweeps', () => {
    const lines = costEstimate({ ...basis, credentials: 0, refreshes: 0 })

    expect(sumOf(lines)).toBeCloseTo(1 + 8640 * (5e-6 + 1e-6), 5)
  })
})

describe('when it is told how often a credential is refreshed', () => {
  const acme = definition({ id: 'acme', accessTokenLifetimeSeconds: 7200 })
  const perMonth = (item: LedgerItem | 'unreadable' | undefined) =>
    refreshesPerMonth(
      { secret: listedSecret, item },
      { providers: new Map([['acme', acme]]), tagPrefix: 'token-rotation', now: NOW },
    )

  it('goes by the last and the next refresh', () => {
    const item = { ...steadyItem, refreshedAt: later(NOW, -1800), nextAt: later(NOW, 1800) }

    expect(perMonth(item)).toBe(720)
  })

  it("goes by the provider's tokens where no refresh was seen", () => {
    // 80 % of two hours, spread by 2 % of them
    expect(perMonth(undefined)).toBeGreaterThan((30 * 24) / 1.65)
    expect(perMonth(undefined)).toBeLessThan((30 * 24) / 1.55)
  })

  it.each(['static', 'paused', 'invalid', 'reauthorize'] as const)(
    'counts none for %s',
    (status) => {
      expect(perMonth({ ...steadyItem, status })).toBe(0)
    },
  )
})

describe('when the cost of a fleet is asked for', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
    await operator.sweep()
  })
  afterAll(() => operator.stop())

  it('shows each line and the sum', async () => {
    const { code, stdout, stderr } = await operator.run(['cost', '--trails', '1'])
    const lines = stdout.trimEnd().split('\n')

    expect(lines[0]).toBe('keeping the secrets       2.80  7 credentials at 0.4')
    expect(stdout).toMatch(/CloudTrail +\d+\.\d\d {2}\d+ refreshes: 7 events in 1 more trails\n/)
    expect(lines.at(-1)).toMatch(/^in 30 days +\d+\.\d\d {2}US dollars, about$/)
    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: '' })
  })

  it('writes the same as JSON', async () => {
    const { stdout } = await operator.run(['cost', '--json'])
    const { credentials, lines, dollars } = JSON.parse(stdout)

    expect(credentials).toBe(7)
    expect(dollars).toBe(sumOf(lines))
  })
})
