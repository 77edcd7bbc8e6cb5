/**
 * What every AWS client is built with; endpoint, region and credentials come from the SDK's own environment.
 *
 * A call that hangs is given up early: the rotation protocol tries again with its own clock in view.
 */
export const CLIENT_SETTINGS = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2000, requestTimeout: 5000, throwOnRequestTimeout: true },
} as const
