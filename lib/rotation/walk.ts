import * as t from 'io-ts'
import { DateTime } from '../codec/date-time.ts'
import { optional } from '../codec/optional.ts'
import { later } from './schedule.ts'
import { Swept } from './swept.ts'

/** A page of the list of secrets. Shape: `index` counts from 0; `next` is the token that asks for it, absent: the first. */
export const ListPage = t.type({ index: t.number, next: optional(t.string) })
export type ListPage = t.TypeOf<typeof ListPage>

/**
 * Where a walk over all secrets stands, and what it has seen until there.
 *
 * Shape: `page` comes next; the walk began with page `first` and has used `sweeps` sweeps; `startedAt` is since when no
 * walk was finished; `held` is the first page of which something found no room in the queue.
 */
export const WalkPlace = t.type({
  page: ListPage,
  first: t.number,
  startedAt: DateTime,
  sweeps: t.number,
  held: optional(ListPage),
  swept: Swept,
})
export type WalkPlace = t.TypeOf<typeof WalkPlace>

/**
 * What sweeps leave for each other, since a walk over a large account takes several of them.
 *
 * Shape: the last whole walk took `sweeps` sweeps and, if those were several, saw `whole`; `begin` is where the next walk
 * begins, absent: at the first page; `place` is where the one at hand stands, absent: none is.
 */
export const Walk = t.type({
  savedAt: DateTime,
  sweeps: t.number,
  whole: optional(Swept),
  begin: optional(ListPage),
  place: optional(WalkPlace),
})
export type Walk = t.TypeOf<typeof Walk>

/** A walk as it was read. Shape: `revision` changes with every write; without it nothing was written yet. */
export type KeptWalk = { readonly revision: string | undefined; readonly walk: Walk | undefined }

/** What is left of a walk; one that nobody went on with for an hour says too little of the fleet as it is now. */
export const walkToGoOnFrom = ({ walk }: KeptWalk, now: Date): Walk | undefined =>
  walk !== undefined && later(walk.savedAt, LONGEST_SECONDS) > now ? walk : undefined

/** Whether a walk takes so long that what the last one saw says nothing any more. */
export const isLate = ({ startedAt }: Pick<WalkPlace, 'startedAt'>, now: Date): boolean =>
  later(startedAt, LONGEST_SECONDS) < now

/**
 * In how many minutes a page is looked at again: what falls due until then is sent now.
 *
 * Shape: as long as the last walk took, or one sweep more than this one has if that is longer; at most 15, since no message
 * can wait for longer.
 */
export const minutesToNextLook = (
  sweeps: { readonly last: number; readonly now: number },
  sweepMinutes: number,
): number => {
  const expected = sweeps.now > sweeps.last ? sweeps.now + 1 : sweeps.last
  return Math.min(MAX_MINUTES, expected * sweepMinutes)
}

/**
 * The page after one of a walk; `undefined`: all were seen. `next` is what the list says.
 *
 * A walk that began in the middle goes on with the first page after the last one, until it is where it began.
 */
export const pageAfter = (
  { index }: ListPage,
  first: number,
  next: string | undefined,
): ListPage | undefined => {
  const isSecondPart = index < first
  if (next === undefined) return isSecondPart || first === 0 ? undefined : FIRST_PAGE
  return isSecondPart && index + 1 === first ? undefined : { index: index + 1, next }
}

/** Where a walk begins unless the queue was full during the last one. */
export const FIRST_PAGE: ListPage = { index: 0, next: undefined }

const LONGEST_SECONDS = 3600
const MAX_MINUTES = 15
