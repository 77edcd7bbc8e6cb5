import type { OutageCause, TokenFailure } from './token-failure.ts'

/** The failure of a request that got no answer, or none that can be read. */
export const unavailable = (cause: OutageCause, mayBeApplied: boolean): TokenFailure => ({
  tag: 'ProviderUnavailable',
  cause,
  mayBeApplied,
})
