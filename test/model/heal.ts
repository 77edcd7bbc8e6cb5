import { noteIn } from './acts.ts'
import { begun, replied } from './at-work.ts'
import { tokenIn } from './call.ts'
import { fatesOf } from './fates.ts'
import type { Budget, State } from './state.ts'
import { readToken } from './token.ts'
import type { Workers } from './worker.ts'
import { currentOf, isForgotten, longAfter, type World } from './world.ts'

const NOTHING: Budget = { faults: 0, acts: 0, starts: 0, natives: 0, dues: 0, ledgerLosses: 0 }

/** Longer than a lease. */
const PAUSE_SECONDS = 200

/** Long enough for every credential to be due again. */
const DUE_SECONDS = 4000

const RUNS = 3

/**
 * Goes on without faults: three runs must repair whatever was left, and two more, when the credential is due again,
 * must find it in order. Gives what is wrong.
 */
export const heal =
  (workers: Workers) =>
  async (world: World): Promise<string | undefined> => {
    let healed = world
    for (let run = 1; run <= RUNS; run++)
      healed = await oneRun(workers, longAfter(healed, PAUSE_SECONDS), `h${run}`)
    const unhealed = wrongIn(healed)
    if (unhealed !== undefined) return `after ${RUNS} runs without a fault ${unhealed}`
    for (const name of ['d1', 'd2'])
      healed = await oneRun(workers, longAfter(healed, DUE_SECONDS), name)
    const wrong = wrongIn(healed)
    return wrong === undefined ? undefined : `after the next refreshes ${wrong}`
  }

const oneRun = async (workers: Workers, world: World, name: string): Promise<World> => {
  const none: State = { world, live: [], left: NOTHING, begun: 0 }
  return finish(workers, await begun(workers, none, 'scheduled', name))
}

/** Lets those who are at work come to their ends, without a fault. */
export const finish = async (workers: Workers, state: State): Promise<World> => {
  const [worker] = state.live
  const pending = worker?.at.pending[0]
  if (worker === undefined || pending === undefined) return state.world
  const [good] = fatesOf(state.world, worker, pending.call)
  if (good === undefined) throw new Error('a call has no end')
  return finish(workers, await replied(workers, state, worker, pending, good))
}

const wrongIn = (world: World): string | undefined => {
  const { watched, grants, item } = world
  if (watched.violation !== undefined) return watched.violation
  const { text } = currentOf(world)
  const { grant, n } = readToken(text)
  const { newest, isAlive } = grants[grant] ?? { newest: -1, isAlive: false }
  if (watched.consent !== undefined && watched.consent !== grant)
    return `AWSCURRENT holds ${tokenIn(text)}, not grant ${watched.consent} that a person logged in to`
  if (watched.excused.includes(grant) || isForgotten(world, tokenIn(text))) return undefined
  if (!isAlive) return `grant ${grant} is revoked`
  if (n !== newest) return `AWSCURRENT holds ${tokenIn(text)}, the newest is ${newest}`
  if (noteIn(text) !== watched.note)
    return `AWSCURRENT says note ${noteIn(text)}, a person wrote ${watched.note}`
  if (item?.intent !== undefined) return 'an intent is open'
  if (item?.status !== 'active') return `the status is ${item?.status}`
  return undefined
}
