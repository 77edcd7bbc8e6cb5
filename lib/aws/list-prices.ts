const MILLIONTH = 1e-6

/**
 * What AWS asks, in US dollars: list prices of us-east-1 in 2026, without free tiers. The command `cost`, the dashboard and
 * PERFORMANCE.md reckon with these.
 *
 * Source: the services' price pages, https://aws.amazon.com/secrets-manager/pricing/ and so on
 */
export const LIST_PRICES = {
  secretAndMonth: 0.4,
  secretsManagerCall: 0.05 / 10_000,
  /** On demand: a write of an item is one unit for each kB that was begun. */
  tableWriteUnit: 0.625 * MILLIONTH,
  /** On demand, of an item up to 4 kB, by a read that may lag. */
  tableRead: 0.0625 * MILLIONTH,
  /** Of a standard queue whose messages have a group. */
  queueRequest: 0.5 * MILLIONTH,
  event: 1 * MILLIONTH,
  invocation: 0.2 * MILLIONTH,
  /** Of a function on arm64. */
  gigabyteSecond: 0.0000133334,
  logGigabyte: 0.5,
  /** Of a key of one's own; what AWS's own key for Secrets Manager does costs nothing. */
  keyRequest: 0.03 / 10_000,
  keyAndMonth: 1,
  /** Of EventBridge Scheduler. */
  schedule: 1 * MILLIONTH,
  /** Of a trail beyond the first. */
  trailEvent: 2 / 100_000,
} as const
