import * as E from 'fp-ts/Either'
import { functionClock } from '../lib/aws/clock.ts'
import { deployedProviders } from '../lib/aws/deployed-providers.ts'
import { readEnvironment, SweepEnvironment } from '../lib/aws/environment.ts'
import { measureFleet } from '../lib/aws/fleet-metrics.ts'
import { log } from '../lib/aws/log.ts'
import { measureGrantsEndingSoon } from '../lib/aws/metric.ts'
import { metricsNamespace } from '../lib/aws/metrics-namespace.ts'
import { sweepEnv } from '../lib/aws/sweep-env.ts'
import { sweep } from '../lib/rotation/sweep.ts'

const clock = functionClock(process.env)
const environment = readEnvironment(SweepEnvironment, process.env)
const metrics = { namespace: metricsNamespace(environment.TAG_PREFIX), now: clock.now }
const env = sweepEnv(environment, deployedProviders(import.meta.url), clock)

/**
 * Finds the credentials of the account that fall due before the next sweep and sends them to Rotate, and counts how all
 * of them stand. It reads no secret value; its role cannot.
 *
 * Triggered by the schedule, with any input. A second sweep, at the same time too, is harmless: it sends messages
 * whose work is then found done.
 *
 * Steps: list the secrets, join them with the ledger, send what is due, measure the fleet, report what was done.
 */
export const handler = async (): Promise<void> => {
  const swept = await sweep(env)()
  if (E.isLeft(swept)) {
    log('error', { message: 'sweep did not finish', ...swept.left })
    throw new Error(`${swept.left.operation} failed: ${swept.left.code}`)
  }
  const { report } = swept.right
  measureFleet(metrics, swept.right)
  measureGrantsEndingSoon(metrics, report)
  log('info', { message: 'sweep finished', ...report })
}
