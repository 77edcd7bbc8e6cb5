import { afterEach, describe, expect, it, vi } from 'vitest'
import { count } from '../../lib/aws/metric.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('when something is counted', () => {
  it('writes one line in the embedded metric format, with nothing but the count', () => {
    const written: unknown[] = []
    vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
      written.push(chunk)
      return true
    })
    count('TokensLost', new Date('2026-01-02T03:04:05.678Z'))

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
