import { afterEach, describe, expect, it, vi } from 'vitest'
import { measureFleet } from '../../lib/aws/fleet-metrics.ts'
import { count, measureGrantsEndingSoon } from '../../lib/aws/metric.ts'
import { metricsNamespace } from '../../lib/aws/metrics-namespace.ts'
import { rotationMeter } from '../../lib/aws/rotation-meter.ts'
import { NO_FLEET } from '../../lib/rotation/fleet.ts'
import { NOTHING_SWEPT } from '../../lib/rotation/swept.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const NOW = new Date('2026-01-02T03:04:05.678Z')

const recordOutput = (): readonly string[] => {
  const written: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    written.push(String(chunk))
    return true
  })
  return written
}

const SINK = { namespace: 'TokenRotation', now: () => NOW }

const directive = (dimensions: readonly string[], metrics: Readonly<Record<string, string>>) => ({
  Namespace: 'TokenRotation',
  Dimensions: [dimensions],
  Metrics: Object.entries(metrics).map(([Name, Unit]) => ({ Name, Unit })),
})

const line = (directives: readonly object[], members: object) =>
  `${JSON.stringify({ _aws: { Timestamp: 1767323045678, CloudWatchMetrics: directives }, ...members })}\n`

describe('when something is counted', () => {
  it('writes one line in the embedded metric format, with nothing but the count', () => {
    const written = recordOutput()
    count(SINK, 'TokensLost')

    expect(written).toStrictEqual([
      line([directive([], { TokensLost: 'Count' })], { TokensLost: 1 }),
    ])
  })
})

describe('when a sweep has counted the grants that end soon', () => {
  it('writes one line for each step, also for a step that no grant has come to', () => {
    const written = recordOutput()
    measureGrantsEndingSoon(SINK, {
      endingWithin30Days: 12,
      endingWithin7Days: 3,
      endingWithin1Day: 0,
    })

    expect(written).toStrictEqual(
      [
        ['30', 12],
        ['7', 3],
        ['1', 0],
      ].map(([WithinDays, GrantsEndingSoon]) =>
        line([directive(['WithinDays'], { GrantsEndingSoon: 'Count' })], {
          WithinDays,
          GrantsEndingSoon,
        }),
      ),
    )
  })
})

describe('when a sweep has counted the fleet', () => {
  const counts = {
    credentials: 10,
    active: 4,
    failing: 3,
    reauthorize: 2,
    invalid: 1,
    static: 5,
    paused: 6,
    overdue: 7,
    expired: 8,
    endingSoon: 9,
  }
  const report = { ...NOTHING_SWEPT.report, providersUnavailable: 2 }

  it('writes one line for all credentials and one for each provider', () => {
    const written = recordOutput()
    measureFleet(SINK, {
      fleet: {
        providers: new Map([
          ['acme', counts],
          ['unknown', { ...counts, credentials: 1 }],
        ]),
        escrowWaiting: 1,
        nearVersionLimit: 3,
        oldestOverdueSeconds: 700,
        nextGrantEnd: new Date(NOW.getTime() + 2.99 * 86_400_000),
      },
      report,
    })
    const [whole, ...others] = written.map((text) => {
      const { _aws, ...members } = JSON.parse(text)
      return { dimensions: _aws.CloudWatchMetrics[0].Dimensions, ...members }
    })

    expect(whole).toStrictEqual({
      dimensions: [[]],
      SweepsFinished: 1,
      Credentials: 11,
      Active: 8,
      Failing: 6,
      Reauthorize: 4,
      Invalid: 2,
      Static: 10,
      Paused: 12,
      Overdue: 14,
      Expired: 16,
      EscrowWaiting: 1,
      NearVersionLimit: 3,
      ProvidersUnavailable: 2,
      OldestOverdueSeconds: 700,
      DaysToNextGrantEnd: 2.9,
    })
    expect(others.map(({ Provider, Credentials }) => [Provider, Credentials])).toStrictEqual([
      ['acme', 10],
      ['unknown', 1],
    ])
    expect(others[0]).toStrictEqual({
      dimensions: [['Provider']],
      Provider: 'acme',
      Credentials: 10,
      Active: 4,
      Failing: 3,
      Reauthorize: 2,
      Invalid: 1,
      Static: 5,
      Paused: 6,
      Overdue: 7,
      Expired: 8,
      EndingSoon: 9,
    })
  })

  it('tells before the first whole walk nothing but that a sweep finished', () => {
    const written = recordOutput()
    measureFleet(SINK, undefined)

    expect(written.map((text) => JSON.parse(text))).toMatchObject([{ SweepsFinished: 1 }])
    expect(written.join()).not.toContain('Credentials')
  })

  it('tells zeros of an empty fleet, and no end of a grant', () => {
    const written = recordOutput()
    measureFleet(SINK, { fleet: NO_FLEET, report: NOTHING_SWEPT.report })
    const [text = '', ...others] = written
    const { _aws, SweepsFinished, ...members } = JSON.parse(text)

    expect(others).toStrictEqual([])
    expect(SweepsFinished).toBe(1)
    expect(Object.keys(members)).not.toContain('DaysToNextGrantEnd')
    expect(new Set(Object.values(members))).toStrictEqual(new Set([0]))
    expect(_aws.CloudWatchMetrics[0].Metrics).toContainEqual({
      Name: 'OldestOverdueSeconds',
      Unit: 'Seconds',
    })
  })
})

describe('when a run was metered', () => {
  it('writes one line of what was noted and what it came to', () => {
    const written = recordOutput()
    const meter = rotationMeter(SINK)
    meter.secretWrite()
    meter.secretWrite()
    meter.tokenRequest('acme', 321)
    expect(written).toStrictEqual([])
    meter.tell({ result: 'refreshed' })

    expect(written).toStrictEqual([
      line(
        [
          directive([], { Refreshes: 'Count', SecretWrites: 'Count' }),
          directive(['Provider'], { TokenEndpointMilliseconds: 'Milliseconds' }),
        ],
        { Refreshes: 1, SecretWrites: 2, Provider: 'acme', TokenEndpointMilliseconds: 321 },
      ),
    ])
  })

  it('writes a failure by its code, and both tries of a request as a distribution', () => {
    const written = recordOutput()
    const meter = rotationMeter(SINK)
    meter.tokenRequest('acme', 20_000)
    meter.tokenRequest('acme', 19_000)
    meter.tell({ result: 'failed', errorCode: 'answer_lost' })

    expect(written).toStrictEqual([
      line(
        [
          directive(['ErrorCode'], { Failures: 'Count' }),
          directive(['Provider'], { TokenEndpointMilliseconds: 'Milliseconds' }),
        ],
        {
          ErrorCode: 'answer_lost',
          Failures: 1,
          Provider: 'acme',
          TokenEndpointMilliseconds: [20_000, 19_000],
        },
      ),
    ])
  })

  it('writes each provider in a line of its own', () => {
    const written = recordOutput()
    const meter = rotationMeter(SINK)
    meter.tokenRequest('acme', 1)
    meter.tokenRequest('hooli', 2)
    meter.tell()

    expect(written.map((text) => JSON.parse(text).Provider)).toStrictEqual(['acme', 'hooli'])
  })

  it.each(['not due', 'busy', 'paused', 'given up'] as const)(
    'writes nothing of a run that did nothing: %s',
    (result) => {
      const written = recordOutput()
      rotationMeter(SINK).tell({ result, errorCode: 'AwsFailure' })

      expect(written).toStrictEqual([])
    },
  )

  it('counts nothing twice', () => {
    const written = recordOutput()
    const meter = rotationMeter(SINK)
    meter.secretWrite()
    meter.tell()
    meter.tell()

    expect(written).toHaveLength(1)
  })
})

describe('when a deployment has a prefix of its own', () => {
  it('keeps its metrics apart', () => {
    expect(metricsNamespace('token-rotation')).toBe('TokenRotation')
    expect(metricsNamespace('crm-tokens')).toBe('TokenRotation/crm-tokens')
  })
})
