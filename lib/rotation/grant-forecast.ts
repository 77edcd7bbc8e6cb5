import type { LedgerItem } from './ledger-item.ts'
import { later } from './schedule.ts'

/** How many days before its end a grant is spoken of. */
export const FORECAST_DAYS = [30, 7, 1] as const
export type ForecastDays = (typeof FORECAST_DAYS)[number]

/** What is to be told of a grant's end. Shape: from `dueAt` on there are `days` days left, or fewer. */
export type GrantForecast = {
  readonly endsAt: Date
  /** Whether a refresh that succeeds moves this end. */
  readonly isMovable: boolean
  readonly days: ForecastDays
  readonly dueAt: Date
}

/** What of an item tells how long its grant will last. */
export type Forecastable = Pick<
  LedgerItem,
  'status' | 'refreshedAt' | 'grantEndsAt' | 'consentEndsAt' | 'forecast'
>

/**
 * The most urgent forecast at a moment; `undefined`: no end is near, or it has come and the provider's word decides.
 *
 * Ends that a refresh moves are forecast only while refreshes fail, and only if they have come nearer since the last one:
 * a token that dies unused after 7 days always has fewer than 30 left, and nobody has to know.
 */
export const forecastAt = (item: Forecastable, at: Date): GrantForecast | undefined => {
  const [first] = endsOf(item)
    .filter(({ endsAt }) => endsAt > at)
    .flatMap((end) => FORECAST_DAYS.map((days) => ({ ...end, days, dueAt: dueDate(end, days) })))
    .filter(({ dueAt }) => dueAt <= at)
    .filter(({ isMovable, dueAt }) => !isMovable || dueAt > (item.refreshedAt ?? LONG_AGO))
    .toSorted((a, b) => a.days - b.days || a.endsAt.getTime() - b.endsAt.getTime())
  return first
}

/** The same, unless it was told: a later end starts over. */
export const untoldForecastAt = (item: Forecastable, at: Date): GrantForecast | undefined => {
  const forecast = forecastAt(item, at)
  const { forecast: told } = item
  const isTold =
    forecast !== undefined &&
    told !== undefined &&
    isSameEnd(told.endsAt, forecast.endsAt) &&
    told.days <= forecast.days
  return isTold ? undefined : forecast
}

/**
 * When to look at a credential: when it is due, or when a forecast falls due until the next sweep. The second costs no
 * refresh, since Rotate finds nothing due, and tells it. An overdue one does not overtake what is to be refreshed.
 */
export const lookAt = (
  item: Forecastable | undefined,
  {
    refreshAt,
    now,
    until,
  }: { readonly refreshAt: Date | undefined; readonly now: Date; readonly until: Date },
): Date | undefined => {
  const dueAt = item === undefined ? undefined : untoldForecastAt(item, until)?.dueAt
  if (refreshAt === undefined || dueAt === undefined) return refreshAt
  const tellAt = dueAt < now ? now : dueAt
  return refreshAt < tellAt ? refreshAt : tellAt
}

/** When the grant ends, as far as it is worth a forecast; `undefined`: no end is known, or it has come. */
export const nextEnd = (item: Forecastable, at: Date): Date | undefined =>
  endsOf(item)
    .map(({ endsAt }) => endsAt)
    .filter((endsAt) => endsAt > at)
    .toSorted((a, b) => a.getTime() - b.getTime())[0]

/** What waits for a person, or for nothing, has no forecast. */
const endsOf = ({
  status,
  grantEndsAt,
  consentEndsAt,
}: Forecastable): readonly Pick<GrantForecast, 'endsAt' | 'isMovable'>[] => {
  const isFailing = status === 'failing' || status === 'invalid'
  if (status !== 'active' && !isFailing) return []
  const isMovable = !(grantEndsAt && consentEndsAt && isSameEnd(grantEndsAt, consentEndsAt))
  return [
    ...(consentEndsAt === undefined ? [] : [{ endsAt: consentEndsAt, isMovable: false }]),
    ...(grantEndsAt !== undefined && isFailing && isMovable
      ? [{ endsAt: grantEndsAt, isMovable }]
      : []),
  ]
}

const dueDate = ({ endsAt }: Pick<GrantForecast, 'endsAt'>, days: ForecastDays): Date =>
  later(endsAt, -days * 86_400)

/** Answers count what is left in whole seconds, from their own clock: the same end wanders a little. */
const isSameEnd = (a: Date, b: Date): boolean => Math.abs(a.getTime() - b.getTime()) <= 3_600_000

const LONG_AGO = new Date(0)
