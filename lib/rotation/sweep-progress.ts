import { addFleets, type Fleet, NO_FLEET } from './fleet.ts'
import { addGrantsEnding, type GrantsEnding, NONE_ENDING } from './grants-ending.ts'
import { addCandidates, type Candidates } from './probes.ts'
import type { ProviderState } from './provider-state.ts'
import type { DueCredential } from './sweep-env.ts'
import type { PagePlan } from './sweep-plan.ts'

/**
 * What a sweep did. Shape: counts; safe to log. `heldBack` would be due if its provider were not down, `probes` are those
 * of them that were sent all the same.
 */
export type SweepReport = GrantsEnding & {
  readonly secrets: number
  readonly skipped: number
  readonly due: number
  readonly heldBack: number
  readonly probes: number
  readonly sent: number
  readonly pages: number
  readonly providersUnavailable: number
}

/** What a sweep did, and what it saw of the fleet. */
export type Swept = { readonly report: SweepReport; readonly fleet: Fleet }

/**
 * Where a sweep stands; as large for a million of credentials as for a hundred.
 *
 * Shape: `room` is how many messages more the queue takes, `recoveryRoom` how many of them may be recovering credentials.
 */
export type Progress = Swept & {
  readonly next: string | undefined
  readonly room: number
  readonly recoveryRoom: number
  readonly states: ReadonlyMap<string, ProviderState>
  readonly candidates: Candidates
}

/** What a page came to. */
export type SweptPage = {
  readonly next: string | undefined
  readonly states: ReadonlyMap<string, ProviderState>
  readonly secrets: number
  readonly skipped: number
  readonly ending: GrantsEnding
  readonly fleet: Fleet
  readonly plan: PagePlan
  readonly batch: Batch
  readonly sent: number
}

/** What is sent of a page's plan. */
export type Batch = { readonly credentials: readonly DueCredential[]; readonly recovering: number }

/** The beginning of a sweep for which the queue has so much room. */
export const begin = (room: number): Progress => ({
  next: undefined,
  room,
  recoveryRoom: Math.floor(room * RECOVERY_SHARE),
  states: new Map(),
  candidates: new Map(),
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
})

/** Picks what the queue has room for: what is due as always comes first. */
export const batchOf = (
  { regular, recovering }: PagePlan,
  { room, recoveryRoom }: Progress,
): Batch => {
  const first = regular.slice(0, Math.max(0, room))
  const then = recovering.slice(0, Math.max(0, Math.min(recoveryRoom, room - first.length)))
  return { credentials: [...first, ...then], recovering: then.length }
}

/** Goes on by a page. */
export const advance = (
  { report, ...progress }: Progress,
  { plan, batch, sent, ...page }: SweptPage,
): Progress => ({
  next: page.next,
  room: progress.room - sent,
  recoveryRoom: progress.recoveryRoom - batch.recovering,
  states: page.states,
  candidates: addCandidates(progress.candidates, plan.heldBack),
  fleet: addFleets(progress.fleet, page.fleet),
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
})

/** The rest is for the others, while the credentials of a provider that is back are caught up with. */
const RECOVERY_SHARE = 0.75
