import { Duration } from 'aws-cdk-lib'
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch'
import type { RotationMetric } from './rotation-metric.ts'

/**
 * What a day costs, in US dollars, as metric math: an estimate from list prices of us-east-1, not a bill.
 *
 * A refresh: three reads of Secrets Manager 15, key requests 6, queue 1, function 4, event 1, logs 1, together $28 per
 * million; its two writes, and those of whoever uses native rotation, are counted apart.
 * Source: https://aws.amazon.com/secrets-manager/pricing/ (API calls, storage) and the other services' pages
 */
export const costPerDay = (metric: RotationMetric): MathExpression => {
  const period = Duration.days(1)
  const sum = { statistic: 'Sum', period }
  return new MathExpression({
    label: 'US dollars a day',
    expression: [
      `FILL(refreshes, 0) * ${DOLLARS.perRefreshWithoutWrites}`,
      `FILL(writes, 0) * ${DOLLARS.perSecretWrite}`,
      `credentials * ${DOLLARS.perSecretAndMonth} / 30`,
    ].join(' + '),
    usingMetrics: {
      refreshes: metric('Refreshes', sum),
      writes: metric('SecretWrites', sum),
      credentials: metric('Credentials', { statistic: 'Maximum', period }),
    },
    period,
  })
}

const DOLLARS = {
  perRefreshWithoutWrites: 0.000028,
  perSecretWrite: 0.000005,
  perSecretAndMonth: 0.4,
}
