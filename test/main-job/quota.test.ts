import { describe, expect, it } from 'vitest'
import { runFleet } from '../bench/throughput/run-fleet.ts'
import { builtDist } from './built-dist.ts'

describe('when more falls due at once than the quota of writes takes', () => {
  it('refreshes each credential with one token request and two writes, however often they are throttled', async () => {
    const size = 8
    const { fleet, seen, lost, deadLetters, trouble } = await runFleet({
      size,
      writesPerSecond: 4,
      concurrency: 4,
      endpoint: [0, 20],
      calls: [0, 5],
      dist: builtDist(),
      tell: () => {},
    })
    const { PutSecretValue: put, UpdateSecretVersionStage: promoted } = Object.fromEntries(
      seen.answers,
    )
    const throttled = (put?.throttled ?? 0) + (promoted?.throttled ?? 0)

    expect(throttled).toBeGreaterThan(0)
    expect((put?.answered ?? 0) + (promoted?.answered ?? 0) - throttled).toBe(2 * size)
    expect([...seen.promotedAt.keys()].sort()).toEqual(fleet.map(({ arn }) => arn).sort())
    expect(seen.exchanges()).toEqual({ answered: size, refused: 0 })
    expect({ lost, deadLetters, trouble }).toEqual({ lost: 0, deadLetters: 0, trouble: [] })
  }, 120_000)
})
