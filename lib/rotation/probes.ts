import type { ProviderState } from './provider-state.ts'
import { later } from './schedule.ts'
import type { DueCredential } from './sweep-env.ts'
import { byDate } from './sweep-plan.ts'

/** The credentials that may probe a provider that is down, by its id: as many as a sweep can need, the oldest due. */
export type Candidates = ReadonlyMap<string, readonly DueCredential[]>

/** Takes the credentials of a page into account. Shape: a few per provider are kept, however large the fleet. */
export const addCandidates = (
  candidates: Candidates,
  heldBack: readonly DueCredential[],
): Candidates => {
  const all = new Map(candidates)
  for (const [provider, found] of Map.groupBy(heldBack, (due) => due.provider)) {
    const best = [...(all.get(provider) ?? []), ...found].toSorted(byDate)
    all.set(provider, best.slice(0, MOST_PROBES))
  }
  return all
}

/**
 * The probes to be sent to the providers that are down: one as soon as the breaker lets it through, and one shortly
 * before the credentials that wait are looked at again, in `lookMinutes`, so that this look knows.
 *
 * More would find nothing out that matters, since only such a look sends what waits.
 */
export const probesOf = (
  candidates: Candidates,
  states: ReadonlyMap<string, ProviderState>,
  { now, lookMinutes }: { readonly now: Date; readonly lookMinutes: number },
): readonly DueCredential[] =>
  [...candidates].flatMap(([provider, credentials]) => {
    const { openUntil = now } = states.get(provider) ?? {}
    const first = openUntil > now ? openUntil : now
    const last = later(now, lookMinutes * 60 - BEFORE_LOOK_SECONDS)
    const dates = last < later(first, APART_SECONDS) ? [first] : [first, last]
    return credentials.slice(0, dates.length).map((credential, i) => ({
      ...credential,
      dueAt: dates[i] ?? first,
    }))
  })

const MOST_PROBES = 2

/** A probe and the writing down of what it found take seconds. */
const BEFORE_LOOK_SECONDS = 30

/** A little longer than a probe keeps the breaker open. */
const APART_SECONDS = 65
