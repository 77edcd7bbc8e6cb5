import type { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { costPerDay } from '../../infra/dashboard-cost.ts'
import { rotationMetric } from '../../infra/rotation-metric.ts'
import { costEstimate, sumOf } from '../../lib/cli/operator/cost-estimate.ts'
import { propertiesOf } from './resource-of.ts'
import { synthesise } from './synthesise.ts'

const { template } = synthesise()

type Widget = {
  readonly title: string
  readonly metrics: readonly (readonly unknown[])[]
  readonly start?: string
  readonly annotations?: unknown
}

const widgetsOf = (from: Template): readonly Widget[] => {
  const { DashboardBody } = Object(propertiesOf(from)('AWS::CloudWatch::Dashboard', 'Dashboard'))
  return JSON.parse(DashboardBody).widgets.map(
    ({ properties }: { readonly properties: Widget }) => properties,
  )
}

/** What a widget shows: the names of metrics, or expressions. */
const shown = (title: string): readonly string[] => {
  const [widget, ...others] = widgetsOf(template).filter((each) => each.title === title)
  expect(others).toEqual([])
  return (widget ?? expect.fail(`no widget is called ${title}`)).metrics.map((line) => {
    const last = Object(line.at(-1))
    return last.expression ?? line.slice(0, 2).join(' ')
  })
}

describe('when the dashboard is deployed', () => {
  it('is named after the prefix', () => {
    const named = synthesise({ tagPrefix: 'acme.tokens_2' }).template
    expect(propertiesOf(named)('AWS::CloudWatch::Dashboard', 'Dashboard')).toMatchObject({
      DashboardName: 'acme-tokens_2',
    })
  })

  it.each([
    [
      'Fleet by status',
      ['Active', 'Failing', 'Reauthorize', 'Invalid', 'Static', 'Paused'].map(
        (name) => `TokenRotation ${name}`,
      ),
    ],
    [
      'Fleet by provider',
      [`SEARCH('{TokenRotation,Provider} MetricName=("Credentials")', 'Maximum', 900)`],
    ],
    [
      'Trouble by provider and status',
      [
        `SEARCH('{TokenRotation,Provider} MetricName=("Failing" OR "Reauthorize" OR "Invalid" OR "Overdue" OR "Expired")', 'Maximum', 900)`,
      ],
    ],
    ['Refreshes', ['TokenRotation Refreshes']],
    [
      'Failures by code',
      [`SEARCH('{TokenRotation,ErrorCode} MetricName=("Failures")', 'Sum', 300)`],
    ],
    [
      'Latency of token endpoints (ms, 95 of 100 are faster)',
      [`SEARCH('{TokenRotation,Provider} MetricName=("TokenEndpointMilliseconds")', 'p95', 300)`],
    ],
    [
      'Oldest overdue (seconds)',
      ['TokenRotation OldestOverdueSeconds', 'TokenRotation Overdue', 'TokenRotation Expired'],
    ],
    ["Days to the next grant's end", ['TokenRotation DaysToNextGrantEnd']],
    [
      'Queue',
      [
        'AWS/SQS ApproximateNumberOfMessagesVisible',
        'AWS/SQS ApproximateNumberOfMessagesVisible',
        'AWS/SQS ApproximateAgeOfOldestMessage',
      ],
    ],
    ['Write budget: writes to Secrets Manager a minute', ['TokenRotation SecretWrites']],
  ])('shows %s', (title, lines) => {
    expect(shown(title)).toEqual(lines)
  })

  it('draws the write budget’s end and its alarm', () => {
    const [widget] = widgetsOf(template).filter(({ title }) => title.startsWith('Write budget'))
    expect(widget?.annotations).toMatchObject({ horizontal: [{ value: 3000 }, { value: 2400 }] })
  })

  it('says that the cost is an estimate, over days enough to see some', () => {
    const [widget] = widgetsOf(template).filter(({ title }) => title.includes('Cost'))
    expect(widget).toMatchObject({
      title: expect.stringContaining('estimate'),
      start: '-P14D',
    })
  })
})

/** Calculates a sum of products, the only kind of expression that the estimate is. */
const estimate = (of: Readonly<Record<string, number>>, ownKmsKey = false): number => {
  const value = (word: string): number => {
    const [, name = word] = word.match(/^FILL\((\w+), 0\)$/) ?? []
    return of[name] ?? Number(name)
  }
  return costPerDay(rotationMetric('token-rotation'), { ownKmsKey })
    .expression.split(' + ')
    .map((product) => {
      const [first = '', ...rest] = product.split(/ (?=[*/] )/)
      return rest.reduce(
        (result, step) =>
          step.startsWith('*') ? result * value(step.slice(2)) : result / value(step.slice(2)),
        value(first),
      )
    })
    .reduce((a, b) => a + b, 0)
}

describe('when a day’s cost is estimated', () => {
  const million = { refreshes: 1e6, writes: 2e6, credentials: 0 }

  it('is for a million refreshes with two writes each what the README says', () => {
    expect(estimate(million)).toBeCloseTo(30.75, 2)
  })

  it('is as much as the command says', () => {
    const [, ...lines] = costEstimate({
      credentials: 0,
      refreshes: 1e6,
      sweepMinutes: 5,
      ownKmsKey: true,
      trails: 0,
    })
    const refreshes = lines.filter(({ from }) => from.includes(' refreshes: '))

    expect(estimate(million, true)).toBeCloseTo(sumOf(refreshes), 2)
  })

  it('is 0.40 dollars a month for each credential', () => {
    expect(30 * estimate({ refreshes: 0, writes: 0, credentials: 1000 })).toBeCloseTo(400, 6)
  })

  it('counts what the functions measure in a day', () => {
    const { refreshes, writes, credentials } = costPerDay(rotationMetric('token-rotation'), {
      ownKmsKey: false,
    }).usingMetrics
    expect(
      [refreshes, writes, credentials].map((metric) => {
        const { metricName, namespace, statistic, period } =
          metric?.toMetricConfig().metricStat ?? expect.fail('expected a metric')
        return [namespace, metricName, statistic, period.toHours()]
      }),
    ).toEqual([
      ['TokenRotation', 'Refreshes', 'Sum', 24],
      ['TokenRotation', 'SecretWrites', 'Sum', 24],
      ['TokenRotation', 'Credentials', 'Maximum', 24],
    ])
  })
})
