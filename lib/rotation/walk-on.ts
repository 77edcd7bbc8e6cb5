import * as E from 'fp-ts/Either'
import type * as TE from 'fp-ts/TaskEither'
import type { AwsFailure } from './rotation-error.ts'
import type { ListedPage, SweepEnv } from './sweep-env.ts'
import { sweepPage } from './sweep-page.ts'
import { type Progress, startOver } from './sweep-progress.ts'
import { pageAfter, type WalkPlace } from './walk.ts'

/** How a sweep walks. Shape: it asks for no page after `stopAt`; a page is looked at again in `lookMinutes`. */
export type Pace = { readonly stopAt: Date; readonly lookMinutes: number }

/**
 * Leaves a place behind, so that a sweep that dies costs no more than the last half minute. Gives whether to go on:
 * another sweep may have finished the walk meanwhile, or have begun its own.
 */
export type LeavePlace = (place: WalkPlace) => TE.TaskEither<AwsFailure, boolean>

/** What was done until the time was over, all was seen, a call failed, or the walk was another sweep's. */
export type Walked = {
  readonly progress: Progress
  readonly failure: AwsFailure | undefined
  readonly isOvertaken: boolean
}

/**
 * Goes on by pages until all were seen or the time is over, at least by one. While a page is looked at the following one
 * is asked for already, since the list takes longest.
 */
export const walkOn = async (
  env: SweepEnv,
  { stopAt, lookMinutes }: Pace,
  leavePlace: LeavePlace,
  begun: Progress,
): Promise<Walked> => {
  let { progress, listed } = await firstPage(env, begun)
  let leaveAt = env.deadline(SECONDS_BETWEEN_PLACES)
  const ended = (failure?: AwsFailure, isOvertaken = false): Walked => ({
    progress,
    failure,
    isOvertaken,
  })
  // a loop, not a recursion: thousands of pages must not be kept in memory as a chain of promises
  for (;;) {
    if (E.isLeft(listed)) return ended(listed.left)
    const { secrets, next } = listed.right
    const following = pageAfter(progress.place.page, progress.place.first, next)
    const asked =
      following !== undefined && env.now() < stopAt ? env.list(following.next)() : undefined
    const swept: E.Either<AwsFailure, Progress> = await sweepPage(
      env,
      progress,
    )({ secrets, following, lookMinutes })()
    listed = (await asked) ?? listed
    if (E.isLeft(swept)) return ended(swept.left)
    progress = swept.right
    if (asked === undefined) return ended()
    if (env.now() < leaveAt) continue
    const isOurs: E.Either<AwsFailure, boolean> = await leavePlace(progress.place)()
    if (E.isLeft(isOurs)) return ended(isOurs.left)
    if (!isOurs.right) return ended(undefined, true)
    leaveAt = env.deadline(SECONDS_BETWEEN_PLACES)
  }
}

/** A token that is refused is too old, so the list is read from the start. */
const firstPage = async (
  env: SweepEnv,
  begun: Progress,
): Promise<{
  readonly progress: Progress
  readonly listed: E.Either<AwsFailure, ListedPage>
}> => {
  const { next } = begun.place.page
  const listed = await env.list(next)()
  return next !== undefined && E.isLeft(listed) && TOKEN_REFUSED.includes(listed.left.code)
    ? { progress: startOver(begun), listed: await env.list(undefined)() }
    : { progress: begun, listed }
}

/** AWS names the first one; the others are what its services answer to a token they cannot read. */
const TOKEN_REFUSED: readonly string[] = [
  'InvalidNextTokenException',
  'InvalidParameterException',
  'InvalidRequestException',
  'ValidationException',
]

const SECONDS_BETWEEN_PLACES = 30
