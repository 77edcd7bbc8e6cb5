import { fromNow } from '../fleet-rows.ts'
import type { Moment } from './page-data.ts'

/** A date as the page shows it. */
export const moment = (date: Date, now: Date): Moment => ({
  at: date.toISOString(),
  fromNow: Math.abs(date.getTime() - now.getTime()) < 500 ? 'now' : fromNow(date, now),
})

/** A date that may not be known, as the page shows it. */
export const momentIfAny = (date: Date | undefined, now: Date): Moment | undefined =>
  date === undefined ? undefined : moment(date, now)
