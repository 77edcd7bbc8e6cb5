import { type Quota, secretsManagerQuotas } from '../../../lib/local/gateway/quotas.ts'

/** The quotas of an account where others leave so many writes a second; all of them are 50. */
export const quotasOf = (writesPerSecond: number): readonly Quota[] =>
  secretsManagerQuotas.map((quota) =>
    quota.operations.includes('PutSecretValue') ? { ...quota, perSecond: writesPerSecond } : quota,
  )
