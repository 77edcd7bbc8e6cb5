/**
 * Whether access tokens of this lifetime, in seconds, end before they can be refreshed with a margin.
 *
 * A secret keeps about 100 versions and none younger than a day is dropped, so two writes of it stay 16 minutes apart.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
 */
export const isTooShortLived = (lifetimeSeconds: number): boolean =>
  lifetimeSeconds < SHORTEST_LIFETIME_SECONDS

/** The shortest lifetime, in seconds, that can be kept always fresh. */
export const SHORTEST_LIFETIME_SECONDS = 1500
