import { keyOf } from './key-of.ts'
import type { Position, Program } from './worker.ts'
import { type Labels, type World, worldKey } from './world.ts'

/** What can go wrong between a worker and the world. */
export type Fault =
  | 'crash'
  | 'failed call'
  | 'lost reply'
  | 'stale read'
  | 'stale for life'
  | 'put refused for life'
  | 'put refused for good'
  | 'no escrow for life'
  | 'lost answer'
  | 'no connection'

/** What a person, or a template, does to the secret. */
export type Act = 'old text' | 'stale edit' | 'rollback' | 'edit' | 'consent'

/** What may still happen. Shape: `dues` counts the times at which the credential falls due again. */
export type Budget = {
  readonly faults: number
  readonly acts: number
  readonly starts: number
  readonly natives: number
  readonly dues: number
  readonly ledgerLosses: number
}

/**
 * What a worker has to live with until its end.
 *
 * Shape: `labels` is all that Describe shows, `missing` a version that is not found. No worker has to live with a version
 * that is not found and with labels that are stale: nothing would tell it then that the version exists.
 */
export type Hardship = {
  readonly labels?: Labels
  readonly sawStaleLabels?: true
  readonly missing?: string
  readonly put?: string
  readonly seal?: string
}

/** A worker at work. Shape: `holder` has the lease; `holds` is an answered refresh token that is not durable yet. */
export type Live = {
  readonly program: Program
  readonly at: Position
  readonly holder: string | undefined
  readonly holds: string | undefined
  readonly hardship: Hardship
}

/** Everything that decides what can happen next. */
export type State = {
  readonly world: World
  readonly live: readonly Live[]
  readonly left: Budget
  /** How many workers were begun. */
  readonly begun: number
}

/** The same for states that cannot be told apart. */
export const stateKey = ({ world, live, left, begun }: State): string =>
  [
    worldKey(world),
    ...live.map(
      ({ at, holder, holds, hardship }) =>
        `${at.id}/${holder ?? ''}/${holds ?? ''}/${keyOf(hardship)}`,
    ),
    Object.values(left).join('.'),
    begun,
  ].join('|')

/** Takes one off what may still happen. */
export const spending = (state: State, what: keyof Budget): State => ({
  ...state,
  left: { ...state.left, [what]: state.left[what] - 1 },
})
