import { addFleets, type Fleet } from './fleet.ts'
import { addGrantsEnding, type GrantsEnding } from './grants-ending.ts'
import { addCandidates, type Candidates } from './probes.ts'
import type { ProviderState } from './provider-state.ts'
import type { DueCredential } from './sweep-env.ts'
import type { PagePlan } from './sweep-plan.ts'
import { NOTHING_SWEPT } from './swept.ts'
import { FIRST_PAGE, type ListPage, type Walk, type WalkPlace } from './walk.ts'

/**
 * Where a sweep stands; as large for a million of credentials as for a hundred.
 *
 * Shape: `place` is the walk's; its page was asked for, or is the next one's. `isWhole` says that none is left, and
 * `pages` how many this sweep has looked at. `room` is how many messages more the queue takes, `recoveryRoom` how many of
 * them may be recovering credentials.
 */
export type Progress = {
  readonly place: WalkPlace
  readonly isWhole: boolean
  readonly pages: number
  readonly room: number
  readonly recoveryRoom: number
  readonly states: ReadonlyMap<string, ProviderState>
  readonly candidates: Candidates
}

/** What a page came to. */
export type SweptPage = {
  readonly following: ListPage | undefined
  readonly states: ReadonlyMap<string, ProviderState>
  readonly secrets: number
  readonly skipped: number
  readonly ending: GrantsEnding
  readonly fleet: Fleet
  readonly plan: PagePlan
  readonly batch: Batch
  readonly sent: number
}

/** What is sent of a page's plan. Shape: `isAll` unless something found no room. */
export type Batch = {
  readonly credentials: readonly DueCredential[]
  readonly recovering: number
  readonly isAll: boolean
}

/** The beginning of a sweep for which the queue has so much room: where the last one stopped, or a new walk. */
export const begin = (room: number, walk: Walk | undefined, now: Date): Progress => ({
  place:
    walk?.place === undefined
      ? newPlace(walk?.begin ?? FIRST_PAGE, now)
      : { ...walk.place, sweeps: walk.place.sweeps + 1 },
  isWhole: false,
  pages: 0,
  room,
  recoveryRoom: Math.floor(room * RECOVERY_SHARE),
  states: new Map(),
  candidates: new Map(),
})

/** Begins the walk anew with the first page, and still says since when none was finished. */
export const startOver = (progress: Progress): Progress => ({
  ...progress,
  place: {
    ...newPlace(FIRST_PAGE, progress.place.startedAt),
    sweeps: progress.place.sweeps,
  },
})

/** Picks what the queue has room for: what is due as always comes first. */
export const batchOf = (
  { regular, recovering }: PagePlan,
  { room, recoveryRoom }: Progress,
): Batch => {
  const first = regular.slice(0, Math.max(0, room))
  const then = recovering.slice(0, Math.max(0, Math.min(recoveryRoom, room - first.length)))
  const credentials = [...first, ...then]
  return {
    credentials,
    recovering: then.length,
    isAll: credentials.length === regular.length + recovering.length,
  }
}

/** Goes on by a page. */
export const advance = (
  { place, ...progress }: Progress,
  { plan, batch, sent, following, ...page }: SweptPage,
): Progress => {
  const { report, fleet } = place.swept
  return {
    isWhole: following === undefined,
    pages: progress.pages + 1,
    room: progress.room - sent,
    recoveryRoom: progress.recoveryRoom - batch.recovering,
    states: page.states,
    candidates: addCandidates(progress.candidates, plan.heldBack),
    place: {
      ...place,
      page: following ?? place.page,
      held: place.held ?? (batch.isAll ? undefined : place.page),
      swept: {
        fleet: addFleets(fleet, page.fleet),
        report: {
          ...report,
          ...addGrantsEnding(report, page.ending),
          secrets: report.secrets + page.secrets,
          skipped: report.skipped + page.skipped,
          due: report.due + plan.regular.length + plan.recovering.length,
          heldBack: report.heldBack + plan.heldBack.length,
          sent: report.sent + sent,
          pages: report.pages + 1,
        },
      },
    },
  }
}

/** Counts the probes that were sent at the end of a sweep, and the providers that it found down. */
export const withProbes = (progress: Progress, sent: number): Progress => {
  const { report, fleet } = progress.place.swept
  return {
    ...progress,
    place: {
      ...progress.place,
      swept: {
        fleet,
        report: {
          ...report,
          probes: report.probes + sent,
          sent: report.sent + sent,
          providersUnavailable: [...progress.states.values()].filter(
            ({ openUntil }) => openUntil !== undefined,
          ).length,
        },
      },
    },
  }
}

const newPlace = (page: ListPage, startedAt: Date): WalkPlace => ({
  page,
  first: page.index,
  startedAt,
  sweeps: 1,
  held: undefined,
  swept: NOTHING_SWEPT,
})

/** The rest is for the others, while the credentials of a provider that is back are caught up with. */
const RECOVERY_SHARE = 0.75
