import * as E from 'fp-ts/Either'
import { functionClock } from '../lib/aws/clock.ts'
import { deployedProviders } from '../lib/aws/deployed-providers.ts'
import { readEnvironment, SweepEnvironment } from '../lib/aws/environment.ts'
import { log } from '../lib/aws/log.ts'
import { measureGrantsEndingSoon } from '../lib/aws/metric.ts'
import { sweepEnv } from '../lib/aws/sweep-env.ts'
import { sweep } from '../lib/rotation/sweep.ts'

const clock = functionClock(process.env)
const env = sweepEnv(
  readEnvironment(SweepEnvironment, process.env),
  deployedProviders(import.meta.url),
  clock,
)

/**
 * Finds the credentials of the account that fall due before the next sweep and sends them to Rotate, and counts the
 * grants that end soon. It reads no secret value; its role cannot.
 *
 * Triggered by the schedule, with any input. A second sweep, at the same time too, is harmless: it sends messages
 * whose work is then found done.
 *
 * Steps: list the secrets, join them with the ledger, send what is due, report what was seen.
 */
export const handler = async (): Promise<void> => {
  const report = await sweep(env)()
  if (E.isLeft(report)) {
    log('error', { message: 'sweep did not finish', ...report.left })
    throw new Error(`${report.left.operation} failed: ${report.left.code}`)
  }
  measureGrantsEndingSoon(report.right, clock.now())
  log('info', { message: 'sweep finished', ...report.right })
}
