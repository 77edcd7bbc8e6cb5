import type { ProviderDefinition } from '../../../lib/provider/provider-definition.ts'

/**
 * What is simulated.
 *
 * Shape: `members` says which provider each credential has, by its place in `definitions`. `beginning`: `settled` is a
 * fleet that has been at work for long, `at once` one whose tokens were all issued at the first moment. Without
 * `isSpread` every credential is scheduled as if it had the same ARN, so that the schedule's hash spreads nothing.
 */
export type FleetPlan = {
  readonly definitions: readonly ProviderDefinition[]
  readonly members: Uint8Array
  readonly days: number
  readonly beginning: 'settled' | 'at once'
  readonly isSpread: boolean
  readonly incidents: readonly Incident[]
  readonly seed: number
}

/** What goes wrong, or is done. Shape: times in hours after the beginning. */
export type Incident =
  /** Every request to a provider is answered with a server error. */
  | {
      readonly tag: 'ProviderDown'
      readonly provider: string
      readonly at: number
      readonly hours: number
    }
  /** Nothing of AWS runs; what was running is cut off. */
  | { readonly tag: 'RegionDown'; readonly at: number; readonly hours: number }
  /** New containers take the place of all; what was running ends in peace, as Lambda does at a deployment. */
  | { readonly tag: 'Deployment'; readonly at: number }
  /** All containers end at once; what was running is cut off, which Lambda itself does not do. */
  | { readonly tag: 'ContainersEnd'; readonly at: number }
  /** One sweep does not run. */
  | { readonly tag: 'SweepLost'; readonly at: number }

/** When it is over, in hours after the beginning. */
export const endOf = (incident: Incident): number =>
  incident.at + ('hours' in incident ? incident.hours : 0)

/** The beginning of the time that is simulated. */
export const BEGINNING = Date.UTC(2026, 2, 1)

export const HOUR = 3_600_000

/**
 * What the simulation takes for granted of the world around the code. Shape: times in milliseconds.
 *
 * The stack's: the sweep's cadence, Rotate's 20 at once, the lease and the visibility time-out. AWS's: 50 writes a
 * second. Assumed: a call to AWS of 15 ms with the processor's part of it, a page of a sweep 120 ms, a token endpoint
 * that answers in 350 ms (median; 99th percentile 1.4 s), a new container 375 ms.
 */
export const WORLD = {
  sweepMinutes: 5,
  concurrency: 20,
  leaseMs: 150_000,
  visibilityMs: 540_000,
  writesPerSecond: 50,
  callMs: 15,
  pageMs: 120,
  tokenMedianMs: 350,
  tokenSigma: 0.6,
  coldStartMs: 375,
  serverErrorMs: 250,
} as const
