import { pipe } from 'fp-ts/function'
import * as T from 'fp-ts/Task'
import * as TE from 'fp-ts/TaskEither'
import { forecastAnnouncement } from '../announcements.ts'
import { untoldForecastAt } from '../grant-forecast.ts'
import { afterChanges } from '../ledger-item.ts'
import type { RotateEnv } from '../rotate-env.ts'
import type { Ending } from '../rotation-run.ts'

/** What must be left of the function's life: a bus that hangs must not keep the outcome from being written down. */
const SECONDS_LEFT = 30

/**
 * Forecasts the end of a grant that is near, before the outcome is written down, so that each forecast is told at least
 * once. What cannot be told now stays due, and the next sweep brings it again.
 *
 * Effect: publishes at most one event; touches no secret and fails nothing.
 */
export const forecast =
  (env: RotateEnv) =>
  (ending: Ending): T.Task<Ending> => {
    if (ending.tag !== 'Recorded') return T.of(ending)
    const { run, changes } = ending
    const due = untoldForecastAt(afterChanges(run.item, changes), env.now())
    if (due === undefined || env.deadline(SECONDS_LEFT) > run.request.endsAt) return T.of(ending)
    const { endsAt, days } = due
    return pipe(
      env.publish([forecastAnnouncement(run, due)]),
      TE.match(
        () => ending,
        () => ({ ...ending, changes: { ...changes, forecast: { endsAt, days } } }),
      ),
    )
  }
