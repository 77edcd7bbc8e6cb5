import { Duration } from 'aws-cdk-lib'
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch'
import { LIST_PRICES } from '../lib/aws/list-prices.ts'
import { refreshCosts, USUAL_REFRESH } from '../lib/aws/refresh-cost.ts'
import type { RotationMetric } from './rotation-metric.ts'

/** What a day costs, in US dollars, as metric math: an estimate from list prices of us-east-1, not a bill. */
export const costPerDay = (
  metric: RotationMetric,
  { ownKmsKey }: { readonly ownKmsKey: boolean },
): MathExpression => {
  const period = Duration.days(1)
  const sum = { statistic: 'Sum', period }
  return new MathExpression({
    label: 'US dollars a day',
    expression: [
      `FILL(refreshes, 0) * ${dollars(refreshWithoutWrites(ownKmsKey))}`,
      `FILL(writes, 0) * ${dollars(LIST_PRICES.secretsManagerCall)}`,
      `credentials * ${LIST_PRICES.secretAndMonth} / 30`,
    ].join(' + '),
    usingMetrics: {
      refreshes: metric('Refreshes', sum),
      writes: metric('SecretWrites', sum),
      credentials: metric('Credentials', { statistic: 'Maximum', period }),
    },
    period,
  })
}

/** Its two writes, and those of whoever uses native rotation, are counted apart. */
const refreshWithoutWrites = (ownKmsKey: boolean): number =>
  refreshCosts({ ...USUAL_REFRESH, secretWrites: 0 }, { ownKmsKey, trails: 0 }).reduce(
    (sum, cost) => sum + cost.dollars,
    0,
  )

/** A number as metric math reads it, to a thousandth of a dollar per million. */
const dollars = (amount: number): string => amount.toFixed(9)
