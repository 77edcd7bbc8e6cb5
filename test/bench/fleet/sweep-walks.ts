import * as E from 'fp-ts/Either'
import * as TE from 'fp-ts/TaskEither'
import { byId } from '../../../lib/provider/provider-file.ts'
import { totalOf } from '../../../lib/rotation/fleet.ts'
import type { ProviderState } from '../../../lib/rotation/provider-state.ts'
import { sweep } from '../../../lib/rotation/sweep.ts'
import type { DueCredential, SweepEnv } from '../../../lib/rotation/sweep-env.ts'
import type { KeptWalk } from '../../../lib/rotation/walk.ts'
import { type FleetPlan, WORLD } from './fleet-plan.ts'
import { type FleetState, INTENT } from './fleet-state.ts'

/** What a sweep meets besides the fleet. Shape: times in milliseconds. */
export type SweepWorld = {
  readonly now: () => number
  readonly queueDepth: () => number
  readonly send: (due: readonly DueCredential[]) => void
  readonly providerStates: ReadonlyMap<string, ProviderState>
  /** Effect: has `answer` called for this request at that time. */
  readonly answerAt: (time: number, request: number) => void
  readonly swept: (seen: { readonly overdue: number; readonly expired: number }) => void
}

/** Sweeps that walk through a fleet in virtual time. Both promises resolve when all that can be done at this moment is done. */
export type SweepWalks = {
  readonly start: () => Promise<void>
  /** Effect: answers a request for a page. */
  readonly answer: (request: number) => Promise<void>
  /** Effect: what walks now goes no further. */
  readonly cut: () => void
}

/**
 * Runs the real sweep over the fleet.
 *
 * Only what the sweep could have to do with is listed: what the ledger plans before the next sweep, fails, or was cut
 * off. For all others its rules give nothing (a test compares the two); walking past them takes its time all the same.
 * Lost grants are left out as the sweep leaves out what waits for a person: `closeBooks` counts what becomes of them.
 */
export const sweepWalks = (plan: FleetPlan, state: FleetState, world: SweepWorld): SweepWalks => {
  const asked = new Map<number, () => void>()
  let requests = 0

  const page = (from: number): readonly number[] => {
    const until = world.now() + lookAheadMs(plan.members.length)
    const found: number[] = []
    for (let i = from; i < Math.min(plan.members.length, from + PAGE); i++)
      if (isWorthALook(state, i, until)) found.push(i)
    return found
  }

  const list: SweepEnv['list'] = (next) => () =>
    new Promise((resolve) => {
      const from = Number(next ?? 0)
      const request = requests % MOST_REQUESTS
      requests += 1
      asked.set(request, () =>
        resolve(
          E.right({
            secrets: page(from).map(state.secretOf),
            next: from + PAGE < plan.members.length ? String(from + PAGE) : undefined,
          }),
        ),
      )
      world.answerAt(world.now() + PAGES_IN_ONE * WORLD.pageMs, request)
    })

  const env: SweepEnv = {
    list,
    items: (arns) =>
      TE.right(new Map(arns.map((arn) => [arn, state.itemOf(state.credentialOf(arn))]))),
    providerStates: () => TE.right(world.providerStates),
    queueDepth: TE.fromIO(world.queueDepth),
    send: (due) => {
      world.send(due)
      return TE.right(due.length)
    },
    walk: keptWalk(),
    providers: byId(plan.definitions),
    tagPrefix: 'token-rotation',
    sweepMinutes: WORLD.sweepMinutes,
    secondsLeft: SWEEP_SECONDS,
    now: () => new Date(world.now()),
    deadline: (seconds) => new Date(world.now() + seconds * 1000),
  }

  return {
    start: () => {
      void sweep(env)().then((end) => {
        if (E.isRight(end) && end.right.whole !== undefined)
          world.swept(totalOf(end.right.whole.fleet))
      })
      return settled()
    },
    answer: (request) => {
      const resolve = asked.get(request)
      asked.delete(request)
      resolve?.()
      return settled()
    },
    cut: () => asked.clear(),
  }
}

/** What sweeps leave for each other, with the compare-and-swap of the table. */
const keptWalk = (): SweepEnv['walk'] => {
  let kept: KeptWalk = { revision: undefined, walk: undefined }
  return {
    read: async () => E.right(kept),
    save: (walk, revision) => async () => {
      if (revision !== kept.revision) return E.right(undefined)
      kept = { revision: String(Number(revision ?? 0) + 1), walk }
      return E.right(kept.revision)
    },
  }
}

/** Resolves when nothing is left to do before time goes on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Whether a sweep could have to do with a credential, if it sends what falls due until then. */
export const isWorthALook = (state: FleetState, i: number, until: number): boolean =>
  state.isLost[i] === 0 &&
  ((state.nextAt[i] ?? 0) <= until ||
    (state.failures[i] ?? 0) > 0 ||
    state.intent[i] !== INTENT.none)

/** A walk that outlasts the time between two sweeps looks further ahead, as far as a message can be delayed. */
const lookAheadMs = (size: number): number => {
  const betweenMs = WORLD.sweepMinutes * 60_000
  return (size / 100) * WORLD.pageMs < 0.9 * betweenMs ? betweenMs : LONGEST_DELAY_MS
}

const LONGEST_DELAY_MS = 900_000

/** Ten pages of ListSecrets are told as one, and take as long as ten. */
const PAGES_IN_ONE = 10
const PAGE = 100 * PAGES_IN_ONE

const MOST_REQUESTS = 1000

/** How long the function may live. */
const SWEEP_SECONDS = 900
