import type { AwsFailure, LeaseLost } from '../rotation-error.ts'

/** Why a step did not succeed; Secrets Manager tries the whole rotation again. Shape: safe to log. */
export type StepFailure =
  | AwsFailure
  | LeaseLost
  /** Somebody else holds the lease. */
  | { readonly tag: 'Busy' }
  /** The credential could not be refreshed. */
  | { readonly tag: 'NotRefreshed'; readonly reason: string }
  /** There is no secret to rotate. */
  | { readonly tag: 'Gone' }
  /** A version that the step needs has no value, or none yet. */
  | { readonly tag: 'NoSuchVersion' }

/** One sentence for whoever reads why Secrets Manager's rotation failed. */
export const describeStepFailure = (failure: StepFailure): string => {
  switch (failure.tag) {
    case 'AwsFailure':
      return `${failure.operation} failed: ${failure.code}`
    case 'LeaseLost':
      return 'the lease ran out before the step was done'
    case 'Busy':
      return 'another run is at this secret'
    case 'NotRefreshed':
      return failure.reason
    case 'Gone':
      return 'expected a secret with a current version and the provider tag'
    case 'NoSuchVersion':
      return 'expected a version with a value'
  }
}
