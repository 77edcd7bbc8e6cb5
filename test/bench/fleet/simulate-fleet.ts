import { fakeProviderTable } from '../../fakes.ts'
import { chanceOf } from './chance.ts'
import { closeBooks, type Remains } from './close-books.ts'
import { eventQueue } from './event-queue.ts'
import { emptyBooks, type FleetBooks } from './fleet-books.ts'
import { BEGINNING, endOf, type FleetPlan, HOUR, type Incident, WORLD } from './fleet-plan.ts'
import { fleetQueue } from './fleet-queue.ts'
import { fleetState } from './fleet-state.ts'
import { downOf, nameOf, quietOf } from './fleet-trouble.ts'
import { rotatePool } from './rotate-pool.ts'
import { sweepWalks } from './sweep-walks.ts'
import { writeBudget } from './write-budget.ts'

/** What happened. Shape: `writesPerSecond` has every second from the beginning on. */
export type FleetRecord = {
  readonly plan: FleetPlan
  readonly books: FleetBooks
  readonly writesPerSecond: Uint16Array
  readonly atTheEnd: Remains
}

/**
 * Lets the time of a plan pass: the real sweep every five minutes, a queue with delays and fair groups, 20 containers of
 * Rotate, the quota of writes, and what the plan says goes wrong.
 */
export const simulateFleet = async (
  plan: FleetPlan,
  tell: (day: number) => void = () => undefined,
): Promise<FleetRecord> => {
  const events = eventQueue()
  const state = fleetState(plan)
  const books = emptyBooks(plan.days)
  const budget = writeBudget(BEGINNING, plan.days * 86_400, WORLD.writesPerSecond)
  const table = fakeProviderTable(forgetful())
  const end = BEGINNING + plan.days * 24 * HOUR
  let time = BEGINNING
  let isRegionDown = false
  let isNextSweepLost = false

  const at = (kind: Kind) => (when: number, subject: number) =>
    events.add(when, codeOf(kind, subject))
  const queue = fleetQueue(plan, state.credentialOf, at('visible'))
  const rotate = rotatePool(
    {
      plan,
      state,
      books,
      budget,
      table,
      chance: chanceOf(plan.seed + 1),
      now: () => time,
      isDown: downOf(plan.incidents),
      isQuiet: quietOf(plan.incidents),
    },
    at('runEnds'),
  )
  const walks = sweepWalks(plan, state, {
    now: () => time,
    queueDepth: () => queue.depth() + rotate.busy(),
    send: (due) => {
      books.messages += due.length
      queue.send(due, time)
    },
    providerStates: table.states,
    answerAt: at('page'),
    swept: ({ overdue, expired }) => {
      books.sweeps += 1
      books.seen.push({ at: (time - BEGINNING) / HOUR, overdue, expired })
    },
  })

  /** Gives what can be received to containers that are free. */
  const serve = (): Promise<void> | undefined => {
    while (!isRegionDown && !rotate.isFull()) {
      const credential = queue.take()
      if (credential === undefined) return undefined
      const begun = rotate.begin(credential)
      if (begun !== undefined) return begun.then(serve)
    }
    return undefined
  }

  /** Messages of runs that were cut off are hidden until the visibility time-out is over. */
  const cutRuns = (incident: Incident): void => {
    for (const credential of rotate.cut(nameOf(incident)))
      queue.hide(credential, time + WORLD.visibilityMs)
  }

  const befall = (incident: Incident): Promise<void> | undefined => {
    switch (incident.tag) {
      case 'RegionDown':
        isRegionDown = time < BEGINNING + endOf(incident) * HOUR
        if (isRegionDown) {
          walks.cut()
          cutRuns(incident)
        }
        return serve()
      case 'Deployment':
        rotate.replace()
        return undefined
      case 'ContainersEnd':
        cutRuns(incident)
        return serve()
      case 'SweepLost':
        isNextSweepLost = true
        return undefined
      case 'ProviderDown':
        return undefined
    }
  }

  const sweepNow = async (): Promise<void> => {
    at('sweep')(time + WORLD.sweepMinutes * 60_000, 0)
    if ((time - BEGINNING) % (24 * HOUR) === 0) tell((time - BEGINNING) / (24 * HOUR))
    if (isRegionDown || isNextSweepLost) books.sweepsLost += 1
    else await walks.start()
    isNextSweepLost = false
  }

  /** A promise only where something has to be waited for: most of some hundred million events have nothing. */
  const happen = (kind: Kind | undefined, subject: number): Promise<void> | undefined => {
    switch (kind) {
      case 'visible':
        queue.show(subject)
        return serve()
      case 'runEnds': {
        const ended = rotate.end(subject)
        return ended === undefined ? serve() : ended.then(serve)
      }
      case 'sweep':
        return sweepNow()
      case 'page':
        return walks.answer(subject)
      case 'incident': {
        const incident = plan.incidents[subject]
        return incident === undefined ? undefined : befall(incident)
      }
      case undefined:
        return undefined
    }
  }

  at('sweep')(BEGINNING, 0)
  for (const [i, incident] of plan.incidents.entries()) {
    at('incident')(BEGINNING + incident.at * HOUR, i)
    if ('hours' in incident) at('incident')(BEGINNING + endOf(incident) * HOUR, i)
  }
  while (events.take() && events.time() < end) {
    time = events.time()
    const pending = happen(KINDS[events.code() >> SUBJECT_BITS], events.code() & (SUBJECTS - 1))
    if (pending !== undefined) await pending
  }
  const atTheEnd = closeBooks({ plan, state, books }, end)
  return { plan, books, writesPerSecond: budget.perSecond, atTheEnd }
}

const KINDS = ['visible', 'runEnds', 'sweep', 'page', 'incident'] as const
type Kind = (typeof KINDS)[number]
const SUBJECT_BITS = 20
const SUBJECTS = 2 ** SUBJECT_BITS

/** An event as a number: what it is, and of which credential, container, request for a page, or incident. */
const codeOf = (kind: Kind, subject: number): number =>
  (KINDS.indexOf(kind) << SUBJECT_BITS) | subject

/** The table's fake notes its calls; of a month they would fill the memory. */
const forgetful = (): string[] => Object.assign([], { push: () => 0 })
