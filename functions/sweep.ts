import type { Context } from 'aws-lambda'
import * as E from 'fp-ts/Either'
import { functionClock } from '../lib/aws/clock.ts'
import { deployedProviders } from '../lib/aws/deployed-providers.ts'
import { readEnvironment } from '../lib/aws/environment.ts'
import { measureFleet } from '../lib/aws/fleet-metrics.ts'
import { log } from '../lib/aws/log.ts'
import { measureGrantsEndingSoon } from '../lib/aws/metric.ts'
import { metricsNamespace } from '../lib/aws/metrics-namespace.ts'
import { sweepEnv } from '../lib/aws/sweep-env.ts'
import { SweepEnvironment } from '../lib/aws/sweep-environment.ts'
import { SweptProvider } from '../lib/provider/swept-provider.ts'
import { sweep } from '../lib/rotation/sweep.ts'

const clock = functionClock(process.env)
const environment = readEnvironment(SweepEnvironment, process.env)
const metrics = { namespace: metricsNamespace(environment.TAG_PREFIX), now: clock.now }
const env = sweepEnv(environment, deployedProviders(SweptProvider, import.meta.url), clock)

/**
 * Finds the credentials of the account that fall due before they are looked at again and sends them to Rotate, and counts
 * how all of them stand. It reads no secret value; its role cannot.
 *
 * Triggered by the schedule, with any input. A second sweep, at the same time too, is harmless: it sends messages
 * whose work is then found done.
 *
 * Steps: list the secrets from where the last sweep stopped, join them with the ledger, send what is due, measure the
 * fleet, report what was done.
 */
export const handler = async (_: unknown, context: Context): Promise<void> => {
  const secondsLeft = context.getRemainingTimeInMillis() / 1000
  const ended = await sweep({ ...env, secondsLeft })()
  if (E.isLeft(ended)) {
    log('error', { message: 'sweep did not finish', ...ended.left })
    throw new Error(`${ended.left.operation} failed: ${ended.left.code}`)
  }
  const { report, isWhole, isLate, whole } = ended.right
  if (isLate) {
    log('error', { message: 'no walk over all secrets was finished for an hour', ...report })
    return
  }
  measureFleet(metrics, whole)
  if (whole !== undefined) measureGrantsEndingSoon(metrics, whole.report)
  const message = isWhole ? 'sweep finished' : 'sweep finished, the next one goes on with the walk'
  log('info', { message, ...report })
}
