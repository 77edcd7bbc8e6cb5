import type { AccountSettings } from '../account-settings.ts'
import type { Operations } from '../gateway/operation.ts'
import { identityOperations, permissionOperations } from './permission-operations.ts'
import { scheduleOperations } from './schedule-operations.ts'
import { type LocalParts, stackOperations } from './stack-operations.ts'

/** The services that tell how something is deployed, who asks, and what they may. */
export type LocalDeployment = {
  readonly cloudformation: Operations
  readonly scheduler: Operations
  readonly iam: Operations
  readonly sts: Operations
}

/** What a local account is made of. Shape: `parts` gives the physical ids, as soon as there is something to call. */
export type LocalDeploymentSettings = Pick<AccountSettings, 'region' | 'accountId'> & {
  readonly createdAt: Date
  readonly sweepMinutes: number
  readonly parts: () => LocalParts
}

/**
 * Tells of a local account what AWS tells of a deployed stack: nothing can be changed by it, and everybody may do
 * everything.
 */
export const localDeployment = (settings: LocalDeploymentSettings): LocalDeployment => ({
  cloudformation: stackOperations(settings),
  scheduler: scheduleOperations(settings),
  iam: permissionOperations,
  sts: identityOperations(settings.accountId),
})
