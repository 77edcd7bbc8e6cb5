import { afterEach, describe, expect, it, vi } from 'vitest'
import { count, measureGrantsEndingSoon } from '../../lib/aws/metric.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const NOW = new Date('2026-01-02T03:04:05.678Z')

const recordOutput = (): readonly unknown[] => {
  const written: unknown[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    written.push(chunk)
    return true
  })
  return written
}

describe('when something is counted', () => {
  it('writes one line in the embedded metric format, with nothing but the count', () => {
    const written = recordOutput()
    count('TokensLost', NOW)

    expect(written).toStrictEqual([
      `${JSON.stringify({
        _aws: {
          Timestamp: 1767323045678,
          CloudWatchMetrics: [
            {
              Namespace: 'TokenRotation',
              Dimensions: [[]],
              Metrics: [{ Name: 'TokensLost', Unit: 'Count' }],
            },
          ],
        },
        TokensLost: 1,
      })}\n`,
    ])
  })
})

describe('when a sweep has counted the grants that end soon', () => {
  it('writes one line for each step, also for a step that no grant has come to', () => {
    const written = recordOutput()
    measureGrantsEndingSoon(
      { endingWithin30Days: 12, endingWithin7Days: 3, endingWithin1Day: 0 },
      NOW,
    )

    expect(written).toStrictEqual(
      [
        ['30', 12],
        ['7', 3],
        ['1', 0],
      ].map(
        ([WithinDays, GrantsEndingSoon]) =>
          `${JSON.stringify({
            _aws: {
              Timestamp: 1767323045678,
              CloudWatchMetrics: [
                {
                  Namespace: 'TokenRotation',
                  Dimensions: [['WithinDays']],
                  Metrics: [{ Name: 'GrantsEndingSoon', Unit: 'Count' }],
                },
              ],
            },
            WithinDays,
            GrantsEndingSoon,
          })}\n`,
      ),
    )
  })
})
