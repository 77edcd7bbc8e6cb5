import fc from 'fast-check'
import { type Configuration, initialState, type Violation } from './explore.ts'
import { finish, heal } from './heal.ts'
import { type Move, movesOf } from './moves.ts'
import type { State } from './state.ts'
import { createWorkers, type Workers } from './worker.ts'
import type { World } from './world.ts'

/** Which moves a walk makes: each a number in [0, 1) that points at one of the moves that are possible then. */
export const picks: fc.Arbitrary<readonly number[]> = fc.array(
  fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  { minLength: 10, maxLength: 150, size: 'max' },
)

/** Makes moves as long as there are picks; then those who are at work finish, and the rest is healed. */
export const walk = async (
  workers: Workers,
  configuration: Configuration,
  choices: readonly number[],
): Promise<Violation | undefined> => {
  const trace: string[] = []
  let state = initialState(configuration)
  for (const choice of choices) {
    const move = chosen(movesOf(workers, configuration.rules)(state), choice)
    if (move === undefined) break
    trace.push(move.name)
    state = await move.make()
    if (state.world.watched.violation !== undefined)
      return { what: state.world.watched.violation, trace }
  }
  const what = await outcomeOf(workers, state)
  return what === undefined ? undefined : { what, trace }
}

const outcomeOf = async (workers: Workers, state: State): Promise<string | undefined> => {
  const world: World = await finish(workers, state)
  return world.watched.violation ?? heal(workers)(world)
}

const chosen = (moves: readonly Move[], choice: number): Move | undefined => {
  let rest = choice * moves.reduce((sum, { weight }) => sum + weight, 0)
  return moves.find(({ weight }) => {
    rest -= weight
    return rest < 0
  })
}

/** Shape: `replay` finds the same violation again. */
export type Walked = {
  readonly walks: number
  readonly violation: (Violation & { readonly replay: string }) | undefined
}

/** Walks at random, the same way for the same seed; a violation is cut down to a short one. */
export const walkAtRandom = async (
  configuration: Configuration,
  { seed, walks, path }: { readonly seed: number; readonly walks: number; readonly path?: string },
): Promise<Walked> => {
  let workers = createWorkers()
  const result = await fc.check(
    fc.asyncProperty(picks, async (choices) => {
      // what it remembers is of use to exhaustive search, and grows
      if (workers.count() > 50_000) workers = createWorkers()
      return (await walk(workers, configuration, choices)) === undefined
    }),
    { seed, numRuns: walks, ...(path === undefined ? {} : { path }) },
  )
  if (!result.failed) return { walks: result.numRuns, violation: undefined }
  if (result.counterexample === null) throw result.errorInstance
  const found = await walk(workers, configuration, result.counterexample[0])
  const replay = `--seed ${result.seed} --path ${result.counterexamplePath}`
  return {
    walks: result.numRuns,
    violation: { what: found?.what ?? 'not found again', trace: found?.trace ?? [], replay },
  }
}
