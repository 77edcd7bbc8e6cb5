import * as E from 'fp-ts/Either'
import type { Call } from './call.ts'
import type { Fate } from './fates.ts'
import { type Live, type State, spending } from './state.ts'
import { readToken } from './token.ts'
import type { Pending, Program, Workers } from './worker.ts'
import { excusing, isDurable, violating, type World } from './world.ts'

/** Begins a worker. */
export const begun = async (
  workers: Workers,
  state: State,
  kind: Program['kind'],
  name = `w${state.begun + 1}`,
): Promise<State> => {
  const { world, live } = state
  const program: Program = {
    kind,
    name,
    startedAt: world.clock,
    versionId: world.labels.AWSCURRENT ?? '',
  }
  const at = await workers.begin(program)
  const worker = { program, at, holder: undefined, holds: undefined, hardship: {} }
  return { ...state, begun: state.begun + 1, live: [...live, worker] }
}

/** Gives a call its reply, and lets the worker go on to its next one. */
export const replied = async (
  workers: Workers,
  state: State,
  worker: Live,
  { n, call, askedAt }: Pending,
  fate: Fate,
): Promise<State> => {
  const until = call.op === 'wait' ? askedAt + call.milliseconds : 0
  const clock = Math.max(fate.world.clock, until)
  const at = await workers.reply(worker.program, worker.at, n, fate.reply, clock)
  const next: Live = { ...worker, at, ...heldAfter(worker, call, fate) }
  const world = { ...watchedWrite(state, worker, call, fate.world), clock }
  const spent = fate.fault === undefined ? state : spending(state, 'faults')
  const live = state.live.map((other) => (other === worker ? next : other))
  const went = { ...spent, world, live }
  const isOver = at.outcome !== undefined || at.endsAt <= clock
  return outOfTime(holdersChecked(isOver ? without(went, next, false) : went))
}

/** The writes that only the lease allows. */
const watchedWrite = (
  { world: before }: State,
  { holder }: Live,
  call: Call,
  world: World,
): World => {
  const isGuarded = ['POST', 'putPending', 'promote', 'stage', 'unstage'].includes(call.op)
  return isGuarded && (holder === undefined || before.item?.lease?.holder !== holder)
    ? violating(world, `${call.op} without the lease`)
    : world
}

/** Who has the lease, what is not durable yet, and what the worker has to live with, after a reply. */
const heldAfter = (
  { holder, holds, hardship }: Live,
  call: Call,
  { world, reply, hardship: added }: Fate,
): Pick<Live, 'holder' | 'holds' | 'hardship'> => {
  const hasLeased = call.op === 'acquire' && reply.op === 'acquire' && E.isRight(reply.is)
  const isGivenBack =
    call.op === 'update' && call.changes.lease === null && world.item?.lease?.holder !== holder
  const answered =
    call.op === 'POST' &&
    reply.op === 'POST' &&
    E.isRight(reply.is) &&
    reply.is.right.status === 200
      ? `refresh-${readToken(call.token).grant}-${readToken(call.token).n + 1}`
      : holds
  return {
    holder:
      hasLeased && reply.is.right !== undefined ? call.holder : isGivenBack ? undefined : holder,
    holds: answered === undefined || isDurable(world, answered) ? undefined : answered,
    hardship: added ?? hardship,
  }
}

/**
 * Ends a worker. An answer that it alone held is gone: by a crash in the one window that cannot be closed, or because
 * neither Secrets Manager nor the escrow took it as long as the function lived.
 */
export const without = (state: State, worker: Live, isCrash: boolean): State => {
  const { world, live } = state
  const { holds, hardship, program } = worker
  const isExcused = isCrash || (hardship.put !== undefined && hardship.seal !== undefined)
  const lost = (held: string): World =>
    isExcused
      ? excusing(world, readToken(held).grant)
      : violating(world, `${program.name} ended and dropped ${held}`)
  return {
    ...state,
    live: live.filter((other) => other !== worker),
    world: holds === undefined ? world : lost(holds),
  }
}

/** A function that did not come to its end in time is ended, as by a crash. */
const outOfTime = (state: State): State => {
  const late = state.live.find(({ at }) => at.endsAt <= state.world.clock)
  return late === undefined ? state : outOfTime(without(state, late, true))
}

/** A lease outlives the function that took it, so that no two workers can hold one. */
const holdersChecked = (state: State): State => {
  const holders = state.live.filter(({ holder }) => holder !== undefined)
  return holders.length > 1
    ? { ...state, world: violating(state.world, 'two workers hold the lease') }
    : state
}
