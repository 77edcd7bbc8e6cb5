import { countSchedules } from './count-schedules.ts'
import { heal } from './heal.ts'
import { movesOf, type Rules } from './moves.ts'
import { type Budget, type State, stateKey } from './state.ts'
import type { Workers } from './worker.ts'
import { steadyWorld, type World, worldKey } from './world.ts'

/** What is searched, and how far. */
export type Configuration = {
  readonly name: string
  readonly rules: Rules
  readonly budget: Budget
  readonly world?: World
}

/** The shortest way to something that must not happen. */
export type Violation = { readonly what: string; readonly trace: readonly string[] }

/** Shape: `schedules` counts the different orders of events that the search covers; `healed` the worlds that were healed. */
export type Explored = {
  readonly states: number
  readonly schedules: number
  readonly healed: number
  readonly violations: readonly Violation[]
  readonly isComplete: boolean
}

/** Where a search begins. */
export const initialState = ({ budget, world = steadyWorld }: Configuration): State => ({
  world,
  live: [],
  left: budget,
  begun: 0,
})

/**
 * Goes through every state that can be reached, the nearest first, so that a violation comes with a shortest trace. In
 * each state in which nobody is at work the rest is healed. Each kind of violation is told once.
 */
export const explore = async (
  workers: Workers,
  configuration: Configuration,
  maxStates = 3_000_000,
): Promise<Explored> => {
  const { rules } = configuration
  const first = initialState(configuration)
  const seen = new Map([[stateKey(first), 0]])
  const queue: (State | undefined)[] = [first]
  const parents: { readonly from: number; readonly name: string }[] = [{ from: -1, name: '' }]
  const edges: number[][] = []
  const healed = new Map<string, string | undefined>()
  const violations = new Map<string, Violation>()
  const traceTo = (at: number): readonly string[] => {
    const trace: string[] = []
    for (let i = at; i > 0; i = parents[i]?.from ?? 0) trace.unshift(parents[i]?.name ?? '')
    return trace
  }
  const wrongIn = async ({ world, live }: State): Promise<string | undefined> => {
    if (world.watched.violation !== undefined || live.length > 0) return world.watched.violation
    const key = worldKey(world)
    if (!healed.has(key)) healed.set(key, await heal(workers)(world))
    return healed.get(key)
  }
  for (let at = 0; at < queue.length; at++) {
    const state = queue[at]
    if (state === undefined) continue
    queue[at] = undefined
    const what = await wrongIn(state)
    const to: number[] = []
    edges[at] = to
    if (what !== undefined) {
      const kind = what.replace(/\d+/g, 'N')
      if (!violations.has(kind)) violations.set(kind, { what, trace: traceTo(at) })
      continue
    }
    for (const { name, make } of movesOf(workers, rules)(state)) {
      const next = await make()
      const key = stateKey(next)
      const known = seen.get(key)
      to.push(known ?? queue.length)
      if (known !== undefined) continue
      if (queue.length >= maxStates)
        return {
          states: queue.length,
          schedules: Number.NaN,
          healed: healed.size,
          violations: [...violations.values()],
          isComplete: false,
        }
      seen.set(key, queue.length)
      queue.push(next)
      parents.push({ from: at, name })
    }
  }
  return {
    states: queue.length,
    schedules: countSchedules(edges),
    healed: healed.size,
    violations: [...violations.values()],
    isComplete: true,
  }
}
