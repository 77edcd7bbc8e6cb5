import * as t from 'io-ts'
import { type Forecastable, type ForecastDays, forecastAt } from './grant-forecast.ts'

/** How many grants end soon. Shape: counts; one that ends within a day also ends within 30. */
export const GrantsEnding = t.type({
  endingWithin30Days: t.number,
  endingWithin7Days: t.number,
  endingWithin1Day: t.number,
})
export type GrantsEnding = t.TypeOf<typeof GrantsEnding>

/** Counts the grants that end soon, by the same rules by which their ends are told. */
export const countGrantsEnding = (items: Iterable<Forecastable>, now: Date): GrantsEnding => {
  const left = [...items].flatMap((item) => forecastAt(item, now)?.days ?? [])
  const within = (days: ForecastDays): number => left.filter((daysLeft) => daysLeft <= days).length
  return {
    endingWithin30Days: within(30),
    endingWithin7Days: within(7),
    endingWithin1Day: within(1),
  }
}

/** No grant that ends soon. */
export const NONE_ENDING: GrantsEnding = {
  endingWithin30Days: 0,
  endingWithin7Days: 0,
  endingWithin1Day: 0,
}

/** Adds two counts. */
export const addGrantsEnding = (a: GrantsEnding, b: GrantsEnding): GrantsEnding => ({
  endingWithin30Days: a.endingWithin30Days + b.endingWithin30Days,
  endingWithin7Days: a.endingWithin7Days + b.endingWithin7Days,
  endingWithin1Day: a.endingWithin1Day + b.endingWithin1Day,
})
