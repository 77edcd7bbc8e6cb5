import type { ForecastDays } from './grant-forecast.ts'

/**
 * What other systems are told; never a token, a client secret or a part of one.
 *
 * Shape: dates are ISO 8601 UTC. Delivered at least once.
 */
export type RotationEvent = {
  readonly detailType:
    | 'Token Refreshed'
    | 'Token Refresh Failed'
    | 'Reauthorization Required'
    | 'Credential Invalid'
    | 'Credential Recovered'
    | 'Credential Restored'
    | 'Grant Ends Soon'
  readonly detail: {
    readonly secretArn: string
    readonly secretName: string
    readonly provider: string
    readonly versionId?: string
    readonly expiresAt?: string
    readonly errorCode?: string
    readonly message?: string
    readonly failures?: number
    readonly grantEndsAt?: string
    readonly daysLeft?: ForecastDays
  }
}

/**
 * What is told of a provider itself, or of a client that it knows: once when it begins and once when it ends, whatever
 * the number of credentials.
 */
export type ProviderEvent =
  | {
      readonly detailType: 'Provider Unavailable'
      readonly detail: { readonly provider: string; readonly message: string }
    }
  | { readonly detailType: 'Provider Recovered'; readonly detail: { readonly provider: string } }
  | {
      readonly detailType: 'Client Rejected'
      readonly detail: {
        readonly provider: string
        /** The client's name, as its secret is looked up. */
        readonly client: string
        readonly errorCode: string
        readonly message: string
      }
    }
  | {
      readonly detailType: 'Client Accepted'
      readonly detail: { readonly provider: string; readonly client: string }
    }
