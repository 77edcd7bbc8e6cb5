import * as t from 'io-ts'
import { Fleet, NO_FLEET } from './fleet.ts'
import { GrantsEnding, NONE_ENDING } from './grants-ending.ts'

/**
 * What a walk over the secrets did. Shape: counts; safe to log. `heldBack` would be due if its provider were not down,
 * `probes` are those of them that were sent all the same.
 */
export const SweepReport = t.type({
  ...GrantsEnding.props,
  secrets: t.number,
  skipped: t.number,
  due: t.number,
  heldBack: t.number,
  probes: t.number,
  sent: t.number,
  pages: t.number,
  providersUnavailable: t.number,
})
export type SweepReport = t.TypeOf<typeof SweepReport>

/** What a walk over the secrets did, and what it saw of the fleet. */
export const Swept = t.type({ report: SweepReport, fleet: Fleet })
export type Swept = t.TypeOf<typeof Swept>

/** Before the first page. */
export const NOTHING_SWEPT: Swept = {
  fleet: NO_FLEET,
  report: {
    secrets: 0,
    skipped: 0,
    due: 0,
    heldBack: 0,
    probes: 0,
    sent: 0,
    pages: 0,
    providersUnavailable: 0,
    ...NONE_ENDING,
  },
}
