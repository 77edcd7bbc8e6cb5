import type { StatusRow } from '../../../lib/cli/operator/status-row.ts'

/** The moment at which these fleets are looked at. */
export const NOW = new Date('2026-03-01T12:00:00.000Z')

/** So many hours from then. */
export const hours = (n: number): Date => new Date(NOW.getTime() + n * 3_600_000)

/** An active credential, with what a test says of it. */
export const statusRowOf = (name: string, rest: Partial<StatusRow> = {}): StatusRow => ({
  name,
  arn: `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${name}-AbCdEf`,
  provider: 'acme',
  format: 'credentials',
  status: 'active',
  isAtWork: false,
  nextAt: hours(1),
  expiresAt: hours(2),
  grantEndsAt: undefined,
  consentEndsAt: undefined,
  refreshedAt: hours(-1),
  failures: undefined,
  error: undefined,
  message: undefined,
  ...rest,
})
