import { type RefreshWork, USUAL_REFRESH } from '../../../lib/aws/refresh-cost.ts'
import { WORLD } from '../fleet/fleet-plan.ts'
import type { WorkMeasurement } from './measure-work.ts'
import { durationIn, type RefreshTime } from './memory-sizes.ts'

/** What a refresh takes of a function: the processor's part was measured, the waiting is that of the simulation. */
export const timeOf = ({ cpuMilliseconds, perRefresh }: WorkMeasurement): RefreshTime => {
  const calls = Object.values(perRefresh).reduce((sum, count) => sum + count, 0)
  return { cpuMilliseconds, waitMilliseconds: MEAN_TOKEN_MS + calls * WORLD.callMs }
}

/** The mean of a log-normal distribution lies above its median. */
const MEAN_TOKEN_MS = WORLD.tokenMedianMs * Math.exp(WORLD.tokenSigma ** 2 / 2)

/** Lambda's own lines of an invocation, its frame around ours, and what CloudWatch adds to a line: about so much. */
const LAMBDA_LOG_BYTES = 800

/** The counted refresh, in the terms in which it is priced. */
export const measuredRefresh = (
  { perRefresh, ...work }: WorkMeasurement,
  time: RefreshTime,
): RefreshWork => {
  const count = (...operations: readonly string[]): number =>
    operations.reduce((sum, operation) => sum + (perRefresh[operation] ?? 0), 0)
  return {
    secretReads: count('DescribeSecret', 'GetSecretValue'),
    secretWrites: count('PutSecretValue', 'UpdateSecretVersionStage'),
    tableWriteUnits: count('UpdateItem') * Math.ceil(work.oldItemBytes / 1024),
    queueRequests: USUAL_REFRESH.queueRequests,
    events: count('PutEvents'),
    logBytes: work.logBytes + LAMBDA_LOG_BYTES,
    functionSeconds: durationIn(USUAL_REFRESH.functionMegabytes, time) / 1000,
    functionMegabytes: USUAL_REFRESH.functionMegabytes,
  }
}
