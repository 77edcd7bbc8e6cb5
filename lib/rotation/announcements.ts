import { isTooShortLived } from '../provider/short-lived.ts'
import type { RotationEvent } from './event.ts'
import type { GrantForecast } from './grant-forecast.ts'
import type { Status } from './ledger-item.ts'
import type { Described, Recorded } from './rotation-run.ts'

/**
 * What a run has to tell: each refresh and restore; a failure when it begins and when its kind changes, not at
 * every try; and its end.
 */
export const announcementsOf = ({
  run,
  result,
  changes,
  error,
}: Recorded): readonly RotationEvent[] => {
  const { item } = run
  const detail = subjectOf(run)
  const done: readonly RotationEvent[] =
    result === 'refreshed' || result === 'restored'
      ? [
          {
            detailType: result === 'refreshed' ? 'Token Refreshed' : 'Credential Restored',
            detail: {
              ...detail,
              ...(changes.version == null ? {} : { versionId: changes.version }),
              ...(changes.expiresAt == null ? {} : { expiresAt: changes.expiresAt.toISOString() }),
              ...shortLife(changes.refreshedAt, changes.expiresAt),
            },
          },
        ]
      : []
  // a status that is only carried on, such as under an open circuit breaker, is no news
  if (error !== undefined && isTrouble(changes.status)) {
    const isNews = item.status !== changes.status || item.error !== changes.error
    return isNews
      ? [
          {
            detailType: FAILURE_EVENT[changes.status],
            detail: {
              ...detail,
              ...(changes.error == null ? {} : { errorCode: changes.error }),
              ...(changes.message == null ? {} : { message: changes.message }),
              ...(changes.failures == null ? {} : { failures: changes.failures }),
            },
          },
        ]
      : []
  }
  const hasRecovered = isTrouble(item.status) && changes.status === 'active'
  return hasRecovered ? [...done, { detailType: 'Credential Recovered', detail }] : done
}

/** What is told of a grant that ends soon. Shape: `daysLeft` is the step, so that fewer days may be left. */
export const forecastAnnouncement = (
  run: Described,
  { endsAt, isMovable, days }: GrantForecast,
): RotationEvent => {
  const date = endsAt.toISOString()
  return {
    detailType: 'Grant Ends Soon',
    detail: {
      ...subjectOf(run),
      grantEndsAt: date,
      daysLeft: days,
      message: isMovable
        ? `the grant ends at ${date} unless a refresh succeeds before; mend what makes it fail, or a person must log in again before`
        : `the grant ends at ${date}, however often it is refreshed; a person must log in again before`,
    },
  }
}

const subjectOf = ({ request, secret, policy }: Described) => ({
  secretArn: request.secretArn,
  secretName: secret.name,
  provider: policy.provider ?? '',
})

const FAILURE_EVENT = {
  failing: 'Token Refresh Failed',
  reauthorize: 'Reauthorization Required',
  invalid: 'Credential Invalid',
} as const

const isTrouble = (status: Status | null | undefined): status is keyof typeof FAILURE_EVENT =>
  status === 'failing' || status === 'reauthorize' || status === 'invalid'

const shortLife = (
  issuedAt: Date | null | undefined,
  expiresAt: Date | null | undefined,
): { readonly message?: string } => {
  if (issuedAt == null || expiresAt == null) return {}
  const lifetimeSeconds = (expiresAt.getTime() - issuedAt.getTime()) / 1000
  return isTooShortLived(lifetimeSeconds)
    ? {
        message: `this access token lives ${Math.round(lifetimeSeconds)} s and is refreshed every 16 minutes at the most, so it is not always fresh`,
      }
    : {}
}
