import { deedsOf } from './acts.ts'
import { begun, replied, without } from './at-work.ts'
import { describeCall } from './call.ts'
import { type Fate, fatesOf } from './fates.ts'
import { type Act, type Fault, type State, spending } from './state.ts'
import type { Program, Workers } from './worker.ts'
import { after, longAfter, withoutLedger } from './world.ts'

/** What the search is allowed to try. */
export type Rules = {
  readonly faults: readonly Fault[]
  readonly acts: readonly Act[]
  readonly programs: readonly Program['kind'][]
}

/** Something that can happen next. Shape: `weight` is how often a random walk chooses it. */
export type Move = {
  readonly name: string
  readonly weight: number
  readonly make: () => Promise<State> | State
}

const AT_ONCE = 2

/** A lease takes 150 s. */
export const LEASE_IS_OUT_SECONDS = 200

const DUE_SECONDS = 4000

/** Everything that can happen next in a state. */
export const movesOf =
  (workers: Workers, rules: Rules) =>
  (state: State): readonly Move[] => {
    const { live, left, world } = state
    const moves: Move[] = []
    const isAllowed = ({ fault }: Pick<Fate, 'fault'>) =>
      fault === undefined || (left.faults > 0 && rules.faults.includes(fault))
    for (const worker of live) {
      for (const pending of worker.at.pending)
        for (const fate of fatesOf(world, worker, pending.call).filter(isAllowed))
          moves.push({
            name: `${worker.program.name}: ${describeCall(pending.call)}: ${fate.name}`,
            weight: fate.fault === undefined ? 20 : 2,
            make: () => replied(workers, state, worker, pending, fate),
          })
      if (isAllowed({ fault: 'crash' }))
        moves.push({
          name: `${worker.program.name}: CRASH before ${worker.at.pending.map(({ call }) => describeCall(call))}`,
          weight: 2,
          make: () => without(spending(state, 'faults'), worker, true),
        })
    }
    if (live.length < AT_ONCE)
      for (const kind of rules.programs) {
        const kindLeft = kind === 'native' ? 'natives' : 'starts'
        if (left[kindLeft] > 0)
          moves.push({
            name: `a ${kind} worker begins (w${state.begun + 1})`,
            weight: live.length === 0 ? 10 : 3,
            make: () => begun(workers, spending(state, kindLeft), kind),
          })
      }
    if (left.acts > 0)
      for (const { name, world: next } of deedsOf(world, rules.acts))
        moves.push({
          name: `PERSON: ${name}`,
          weight: 1,
          make: () => ({ ...spending(state, 'acts'), world: next }),
        })
    if (live.length === 0) moves.push(...movesBetweenRuns(state))
    return moves
  }

const movesBetweenRuns = (state: State): readonly Move[] => {
  const { world, left } = state
  const moves: Move[] = []
  if (world.item?.lease !== undefined && world.item.lease.until.getTime() > world.clock)
    moves.push({
      name: 'the lease runs out',
      weight: 10,
      make: () => ({ ...state, world: after(world, LEASE_IS_OUT_SECONDS) }),
    })
  if (left.dues > 0)
    moves.push({
      name: 'the credential falls due',
      weight: 5,
      make: () => ({ ...spending(state, 'dues'), world: longAfter(world, DUE_SECONDS) }),
    })
  if (left.ledgerLosses > 0 && world.item !== undefined)
    moves.push({
      name: 'THE LEDGER IS LOST',
      weight: 2,
      make: () => ({
        ...spending(state, 'ledgerLosses'),
        world: withoutLedger(world),
      }),
    })
  return moves
}
