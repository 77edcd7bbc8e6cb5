import { type AwsError, awsError } from './aws-error.ts'
import type { Call } from './gateway-call.ts'

/** How many calls a second one account may make in one region, to operations of a service that share them. */
export type Quota = {
  readonly service: Call['service']
  readonly operations: readonly string[]
  readonly perSecond: number
}

const quota = (perSecond: number, ...operations: readonly string[]): Quota => ({
  service: 'secretsmanager',
  operations,
  perSecond,
})

/**
 * The quotas of Secrets Manager, as every account has them; that of its writes cannot be raised.
 *
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html and, for DescribeSecret,
 * https://aws.amazon.com/about-aws/whats-new/2025/03/aws-secrets-manager-increases-api-requests-seconds
 */
export const secretsManagerQuotas: readonly Quota[] = [
  quota(
    50,
    'PutSecretValue',
    'UpdateSecret',
    'UpdateSecretVersionStage',
    'ReplicateSecretToRegions',
    'RemoveRegionsFromReplication',
    'StopReplicationToReplica',
  ),
  quota(50, 'TagResource', 'UntagResource'),
  quota(50, 'RotateSecret', 'CancelRotateSecret'),
  quota(
    50,
    'DeleteResourcePolicy',
    'GetResourcePolicy',
    'PutResourcePolicy',
    'ValidateResourcePolicy',
  ),
  quota(50, 'CreateSecret'),
  quota(50, 'DeleteSecret'),
  quota(50, 'RestoreSecret'),
  quota(50, 'GetRandomPassword'),
  quota(50, 'ListSecretVersionIds'),
  quota(100, 'ListSecrets'),
  quota(100, 'BatchGetSecretValue'),
  quota(10_000, 'GetSecretValue'),
  quota(40_000, 'DescribeSecret'),
]

/** Counts a call against its quota. Errors: `ThrottlingException` when the quota is used up. */
export type Throttle = (call: Pick<Call, 'service' | 'operation'>) => AwsError | undefined

/**
 * Keeps quotas as buckets of tokens, one for operations that share a quota: a call takes a token or is refused, a
 * refused one costs nothing, and tokens come back evenly. A bucket holds what comes back in a second, so that a second
 * after a pause may see twice the quota and no later one does; AWS does not say how large its own buckets are.
 */
export const throttle = (quotas: readonly Quota[], now: () => Date): Throttle => {
  const buckets = new Map<string, ReturnType<typeof bucket>>()
  for (const { service, operations, perSecond } of quotas) {
    const shared = bucket(perSecond, now)
    for (const operation of operations) buckets.set(`${service}.${operation}`, shared)
  }
  return ({ service, operation }) =>
    buckets.get(`${service}.${operation}`)?.() === false ? RATE_EXCEEDED : undefined
}

const RATE_EXCEEDED = awsError('ThrottlingException', 'Rate exceeded')

/** Tells at each call whether there is a token for it, and takes it. */
const bucket = (perSecond: number, now: () => Date): (() => boolean) => {
  let tokens = perSecond
  let filledAt = now().getTime()
  return () => {
    const at = now().getTime()
    tokens = Math.min(perSecond, tokens + (Math.max(0, at - filledAt) * perSecond) / 1000)
    filledAt = at
    if (tokens < 1) return false
    tokens -= 1
    return true
  }
}
